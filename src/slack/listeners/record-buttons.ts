import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { actionIds } from '../identifiers/names.ts';
import { parseRecordState, type RecordState } from '../identifiers/record-state.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import type { Desk } from './desk.ts';
import { tellRecord } from './tell-record.ts';

/** Previous, Next, Refresh and further back: another page of the record, decided and read anew, in its place. */
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
