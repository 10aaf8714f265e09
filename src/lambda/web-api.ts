import type { ModalView } from '@slack/types';
import { launcherModal } from '../features/launcher/modal.ts';
import { actionIds, shortcutIds } from '../slack/block-kit/action-ids.ts';
import { lookingUpModal } from '../slack/block-kit/inputs.ts';
import { parseJson } from '../slack/block-kit/parse-json.ts';
import { parseCommand } from '../slack/command/parse-command.ts';
import { isTokenError } from '../slack/slack-keys.ts';
import { type SlackRequest, textAt } from '../slack/slack-request.ts';

/** The two methods of Slack's Web API that cannot wait for the worker. */
interface ModalApi {
  /** Opens a modal. @returns The view's id. @throws {Error} when Slack does not open it. */
  open(modal: ModalToOpen): Promise<string>;
  /** Replaces the view's content. @throws {Error} when Slack rejects it. */
  fill(viewId: string, view: ModalView): Promise<void>;
}

/** Slack's own URL. Tests and emulators pass another one. */
const slackApiUrl = 'https://slack.com/api/';
/** What remains of the three seconds that Slack waits for an answer. */
const patienceMs = 1_200;

/**
 * Calls Slack without its SDK: loading the SDK would take more than half a second of the three seconds that a cold start
 * of the ingress has.
 *
 * @param botToken Called for every request; with `newer` after Slack rejected the known token.
 */
export function modalApi(
  botToken: (ask: 'known' | 'newer') => Promise<string>,
  apiUrl = slackApiUrl,
): ModalApi {
  async function call(method: string, content: object): Promise<Answer> {
    const answer = await callWith(await botToken('known'), method, content);
    return isTokenError(answer.error) ? callWith(await botToken('newer'), method, content) : answer;
  }
  async function callWith(token: string, method: string, content: object): Promise<Answer> {
    const response = await fetch(new URL(method, apiUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(patienceMs),
    });
    return answerFrom(await response.text(), response.status);
  }

  return {
    async open({ triggerId, view }) {
      const { viewId, error } = await call('views.open', { trigger_id: triggerId, view });
      if (viewId === undefined) throw new Error(`views.open: ${error}`);
      return viewId;
    },
    async fill(viewId, view) {
      const answer = await call('views.update', { view_id: viewId, view });
      if (answer.viewId === undefined) throw new Error(`views.update: ${answer.error}`);
    },
  };
}

interface Answer {
  readonly viewId: string | undefined;
  /** Slack's error code, or the HTTP status of whatever answered instead. */
  readonly error: string;
}

function answerFrom(text: string, status: number): Answer {
  const answer = objectFrom(parseJson(text));
  const { id } = objectFrom(answer.view);
  return {
    viewId: answer.ok === true && typeof id === 'string' ? id : undefined,
    error: typeof answer.error === 'string' ? answer.error : `status ${status}`,
  };
}

function objectFrom(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A modal that can be opened as soon as a request arrives, before any look-up. */
export interface ModalToOpen {
  readonly triggerId: string;
  readonly view: ModalView;
  /** Whether nothing is left to fill in, so that the worker has nothing to do. */
  readonly isComplete?: boolean;
}

/**
 * Decides from the request alone which modal it needs. Its trigger is valid for three seconds, and the process that
 * handles it may need longer to start. Whether the person is allowed to do what the modal asks about is decided later
 * and shown in the modal.
 *
 * @param request Slack's signed request: a command's fields, or an interaction's payload.
 */
export function modalToOpen(request: SlackRequest): ModalToOpen | undefined {
  const { trigger_id: triggerId, type, callback_id: callbackId } = request;
  if (typeof triggerId !== 'string') return undefined;
  // The launcher needs no look-up, and Slack fills in the current channel only in a modal that is opened, not updated.
  if (type === 'shortcut' && callbackId === shortcutIds.launcher)
    return { triggerId, view: launcherModal(), isComplete: true };
  const isShortcut = type === 'shortcut' || type === 'message_action';
  if (!(isShortcut || asksForModal(request) || pressesForModal(request))) return undefined;
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
  actionIds.retry,
  actionIds.block,
  actionIds.kickName,
  actionIds.blockName,
  actionIds.lift,
  actionIds.continueCommand,
  actionIds.requestAgain,
  actionIds.decline,
  actionIds.claimName,
  actionIds.declineName,
  actionIds.removeName,
];

function pressesForModal({ type, actions, view }: SlackRequest): boolean {
  if (type !== 'block_actions' || !Array.isArray(actions)) return false;
  // A button in a modal changes that modal; one in the Home tab opens one.
  if (view !== undefined && view !== null && textAt(view, 'type') !== 'home') return false;
  const [pressed]: readonly { readonly action_id?: unknown }[] = actions;
  return buttonsForModal.some((actionId) => actionId === pressed?.action_id);
}
