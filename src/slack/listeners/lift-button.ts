import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { parseBlockKey } from '../identifiers/lift-button.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import type { Desk } from './desk.ts';
import { openUnblock } from './open-unblock.ts';

/** Unblock, which older messages call Lift: opens the modal for that one block; the button itself is only a hint. */
export function liftButton(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value, triggerId } = pressedFrom(body);
    const key = parseBlockKey(value);
    if (key === undefined) return desk.replies.send(replyTo, outdatedView());

    const whom = { kind: 'block', key } as const;
    await openUnblock(desk, { asker, whom, on: undefined, reason: '', triggerId, replyTo });
  };
}
