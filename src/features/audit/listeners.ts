import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Asker } from '../../policy/authorize.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import { outdatedView } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { pressedFrom } from '../../slack/interactions.ts';
import type { ReplyHow, ReplyTo } from '../../slack/replies.ts';
import { refusalView } from '../connections/denied-message.ts';
import { recordView } from './messages.ts';
import { parseRecordState, type RecordState } from './payloads.ts';
import { audit } from './search-audit-log.ts';

/**
 * Handles Previous, Next, Refresh and "Look further back": authorizes and reads again, and replaces the page with
 * another.
 */
export function turnRecord(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, blockId, actionId, value } = pressedFrom(body);
    const shown = parseRecordState(blockId);
    const state = shown === undefined ? parseRecordState(value) : turned(shown, actionId, value);
    if (state === undefined) return desk.replies.send(replyTo, outdatedView());

    await tellRecord(desk, asker, state, replyTo, 'replace');
  };
}

function turned(state: RecordState, actionId: string, value: string): RecordState {
  const given = Number.parseInt(value, 10);
  const number = Number.isSafeInteger(given) && given > 0 ? given : 0;

  if (actionId === actionIds.recordRefresh) return { ...state, upTo: undefined, page: 0 };
  return actionId === actionIds.recordOlder
    ? { ...state, upTo: number, page: 0 }
    : { ...state, page: number };
}

/** Sends a page of the audit log to the person who asked, and to nobody else: it cannot be shared. */
export async function tellRecord(
  { app, tally, replies, names }: Desk,
  asker: Asker,
  state: RecordState,
  replyTo: ReplyTo,
  how: ReplyHow,
): Promise<void> {
  const result = await audit(app, { asker, ...state });
  if (result.kind === 'refused') {
    tally.refusal(result.refusal.reason);
    return replies.send(replyTo, refusalView(result.refusal, names), how);
  }
  return replies.send(replyTo, recordView(result.page, state.whom), how);
}
