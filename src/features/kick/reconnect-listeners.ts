import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { isOver } from '../../domain/moment.ts';
import { expiredListView, outdatedView } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { type Pressed, pressedFrom } from '../../slack/interactions.ts';
import { parseReconnectButton, type ReconnectButton } from '../reconnect/payloads.ts';
import { openBlock } from './open-block.ts';
import { openKick } from './open-kick.ts';

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Handles Kick again: authorizes, looks up whoever reconnected, and opens the kick modal. */
export function kickAgainButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await parseFreshButton(desk, body);
    if (pressed === undefined) return;

    const { asker, replyTo, triggerId, whom, on } = pressed;
    await openKick(desk, { asker, aim: { whom, on }, breakGlass: false, reason: '', triggerId, replyTo });
  };
}

/** Handles Block: authorizes again and opens the block modal for every endpoint where the channel has the grant. */
export function blockButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await parseFreshButton(desk, body);
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

/** Parses the button. If it has expired or is from another version, it answers so and returns undefined. */
async function parseFreshButton(
  desk: Desk,
  body: BlockAction,
): Promise<(Pressed & ReconnectButton) | undefined> {
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
