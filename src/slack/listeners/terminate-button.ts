import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { isOver } from '../../core/moment.ts';
import { parseSessionButton } from '../identifiers/session-button.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { expiredListView, outdatedView } from '../views/kick-answer-view.ts';
import type { Desk } from './desk.ts';
import { openKick } from './open-kick.ts';

/** Terminate: opens the modal for that one session, looked up and decided anew; the button itself is only a hint. */
export function terminateButton(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value, triggerId } = pressedFrom(body);
    const pressed = parseSessionButton(value);
    if (pressed === undefined) return desk.replies.send(replyTo, outdatedView());

    const { rules, clock } = desk.world;
    if (isOver(pressed.asOf, rules.kick.listExpiresMs, clock.now())) {
      await desk.replies.send(replyTo, expiredListView(pressed.asOf));
      return;
    }
    const whom = { kind: 'connection', connection: pressed.connection } as const;
    const aim = { whom, on: pressed.on };
    await openKick(desk, { asker, aim, breakGlass: false, reason: '', triggerId, replyTo });
  };
}
