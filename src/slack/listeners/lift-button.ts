import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { parseBlockKey } from '../identifiers/lift-button.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import type { Desk } from './desk.ts';
import { tellUnblock } from './tell-unblock.ts';

/** Lift: lets in whom that one block keeps out, decided anew; the button itself is only a hint. */
export function liftButton(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value } = pressedFrom(body);
    const key = parseBlockKey(value);
    if (key === undefined) return desk.replies.send(replyTo, outdatedView());

    const whom = { kind: 'block', key } as const;
    const correlation = desk.world.newCorrelation();
    await tellUnblock(desk, { correlation, asker, whom, on: undefined, reason: undefined }, replyTo);
  };
}
