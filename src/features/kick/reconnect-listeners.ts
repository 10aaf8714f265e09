import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { isOver } from '../../domain/moment.ts';
import { expiredListView, outdatedView } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { type Pressed, pressedFrom } from '../../slack/pressed-from-slack.ts';
import { parseReconnectButton, type ReconnectButton } from '../reconnect/payloads.ts';
import { openBlock } from './open-block.ts';
import { openKick } from './open-kick.ts';

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Kick again: opens the modal for whoever came back, looked up and decided anew. */
export function kickAgainButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await stillMeant(desk, body);
    if (pressed === undefined) return;

    const { asker, replyTo, triggerId, whom, on } = pressed;
    await openKick(desk, { asker, aim: { whom, on }, breakGlass: false, reason: '', triggerId, replyTo });
  };
}

/** Block: opens the modal for keeping them out, wherever the channel may, decided anew. */
export function blockButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await stillMeant(desk, body);
    if (pressed === undefined) return;

    const { asker, replyTo, triggerId, whom } = pressed;
    const opening = {
      asker,
      aim: { whom, on: undefined },
      breakGlass: false,
      reason: '',
      triggerId,
      replyTo,
    };
    await openBlock(desk, { ...opening, length: undefined });
  };
}

/** Reads what was pressed; a warning that is too old, or of another version, is answered, and nothing is done. */
async function stillMeant(desk: Desk, body: BlockAction): Promise<(Pressed & ReconnectButton) | undefined> {
  const pressed = pressedFrom(body);
  const meant = parseReconnectButton(pressed.value);
  const { rules, clock } = desk.app;
  if (meant === undefined) {
    await desk.replies.send(pressed.replyTo, outdatedView());
  } else if (isOver(meant.seenAt, rules.kick.listExpiresMs, clock.now())) {
    await desk.replies.send(pressed.replyTo, expiredListView(meant.seenAt));
  } else {
    return { ...pressed, ...meant };
  }
  return undefined;
}
