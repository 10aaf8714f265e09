import type { ModalView } from '@slack/types';
import { actionIds } from './block-kit/action-ids.ts';
import { lookingUpModal } from './block-kit/waiting-modal.ts';
import { parseCommand } from './parse-command.ts';
import type { SlackRequest } from './request-from-body.ts';

/** A modal that can be opened as soon as a request arrives, before any look-up. */
export interface ModalToOpen {
  readonly triggerId: string;
  readonly view: ModalView;
}

/**
 * Decides from the request alone which modal it needs. Its trigger is valid for three seconds, and the process that
 * handles it may need longer to start. Whether the person is allowed to do what the modal asks about is decided later
 * and shown in the modal.
 *
 * @param request Slack's signed request: a command's fields, or an interaction's payload.
 */
export function modalToOpen(request: SlackRequest): ModalToOpen | undefined {
  const { trigger_id: triggerId } = request;
  if (typeof triggerId !== 'string' || !(asksForModal(request) || pressesForModal(request))) return undefined;
  return { triggerId, view: lookingUpModal() };
}

function asksForModal({ command, text }: SlackRequest): boolean {
  if (typeof command !== 'string' || typeof text !== 'string') return false;
  const { kind } = parseCommand(text, []);
  return kind === 'kick' || kind === 'block' || kind === 'unblock';
}

const buttonsForModal = [
  actionIds.terminate,
  actionIds.kickAgain,
  actionIds.block,
  actionIds.lift,
  actionIds.decline,
];

function pressesForModal({ type, actions }: SlackRequest): boolean {
  if (type !== 'block_actions' || !Array.isArray(actions)) return false;
  const [pressed]: readonly { readonly action_id?: unknown }[] = actions;
  return buttonsForModal.some((actionId) => actionId === pressed?.action_id);
}
