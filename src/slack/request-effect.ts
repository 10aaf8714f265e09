import * as z from 'zod';
import { actionIds, callbackIds } from './block-kit/action-ids.ts';
import { type SubCommand, subCommandFrom } from './command/parse-command.ts';
import { wordsFromTyped } from './command/words.ts';
import { type SlackRequest, textAt } from './slack-request.ts';

/**
 * The effect that a request can have: it `acts`; it `acts_once`, since the audit log knows its correlation or its
 * subject; it `asks` in a modal before anything is done, or records a denial; or it `looks`, and only its actor sees
 * the result.
 */
export type Effect = 'acts' | 'acts_once' | 'asks' | 'looks';

const commandEffects: Partial<Record<SubCommand, Effect>> = {
  kick: 'asks',
  block: 'asks',
  unblock: 'asks',
  // A second board for the same people replaces the first.
  board: 'acts_once',
};

const actionEffects: Readonly<Record<string, Effect>> = {
  [actionIds.previous]: 'looks',
  [actionIds.next]: 'looks',
  [actionIds.refresh]: 'looks',
  [actionIds.filter]: 'looks',
  [actionIds.sort]: 'looks',
  [actionIds.page]: 'looks',
  [actionIds.details]: 'looks',
  [actionIds.detailsOf]: 'looks',
  [actionIds.detailsRefresh]: 'looks',
  [actionIds.auditPrevious]: 'looks',
  [actionIds.auditNext]: 'looks',
  [actionIds.auditRefresh]: 'looks',
  [actionIds.auditOlder]: 'looks',
  [actionIds.auditDetails]: 'looks',
  [actionIds.auditDetailsPrevious]: 'looks',
  [actionIds.auditDetailsNext]: 'looks',
  [actionIds.auditBack]: 'looks',
  [actionIds.auditExport]: 'acts',
  [actionIds.charts]: 'acts',
  [actionIds.terminate]: 'asks',
  [actionIds.kickAgain]: 'asks',
  [actionIds.retry]: 'asks',
  [actionIds.block]: 'asks',
  [actionIds.kickName]: 'asks',
  [actionIds.blockName]: 'asks',
  [actionIds.lift]: 'asks',
  [actionIds.homeRefresh]: 'looks',
  [actionIds.runCommand]: 'looks',
  [actionIds.continueCommand]: 'asks',
  [actionIds.decline]: 'asks',
  [actionIds.requestAgain]: 'asks',
  [actionIds.approve]: 'acts_once',
  [actionIds.claimName]: 'asks',
  [actionIds.approveName]: 'acts_once',
  [actionIds.declineName]: 'asks',
  [actionIds.removeName]: 'asks',
  [actionIds.stop]: 'acts_once',
  [actionIds.boardStop]: 'acts_once',
};

const pressedSchema = z.object({ actions: z.tuple([z.object({ action_id: z.string() })]) });

/** Derives the effect from the request alone, before any look-up. An unknown request counts as `acts`. */
export function effectOf(request: SlackRequest): Effect {
  switch (request.type) {
    case undefined:
      return effectOfCommand(String(request.text ?? ''));
    case 'block_actions': {
      const { data } = pressedSchema.safeParse(request);
      return actionEffects[data?.actions[0].action_id ?? ''] ?? 'acts';
    }
    // Slack tells what happened; nobody asks for anything.
    case 'event_callback':
      return 'looks';
    case 'view_submission':
      return textAt(request, 'view', 'callback_id') === callbackIds.launcher ? 'asks' : 'acts_once';
    case 'shortcut':
    case 'message_action':
      return 'looks';
    default:
      return 'acts';
  }
}

function effectOfCommand(typed: string): Effect {
  const [first] = wordsFromTyped(typed);
  const verb = first?.kind === 'text' ? first.text : '';
  return commandEffects[subCommandFrom(verb) ?? 'help'] ?? 'looks';
}
