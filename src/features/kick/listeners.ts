import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { BotNames } from '../../domain/bot-names.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import { isOver } from '../../domain/moment.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { expiredListView, noticeView, outdatedView } from '../../slack/block-kit/notice.ts';
import { timeText } from '../../slack/block-kit/quantities.ts';
import { type Pressed, pressedFrom } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { denialView } from '../connections/denied-message.ts';
import { parseTerminateButton } from '../connections/payloads.ts';
import { parseReconnectButton, type ReconnectButton } from '../reconnect/payloads.ts';
import { openBlock, openKick } from './open-kick.ts';
import { type StopResult, stopKick } from './stop-kick.ts';

/** Confirms Stop to the actor; the kick's own message shows the outcome of each connection. */
export function stoppedView(): MessageView {
  return noticeView(
    ':white_check_mark: Stopped. What AWS was already asked to end goes on; the rest is spared, and the message will say which.',
  );
}

/** Reports that someone else already stopped the kick. */
export function alreadyStoppedView(by: string, at: Date): MessageView {
  return noticeView(`:information_source: <@${by}> stopped this already, at ${timeText(at, 'seconds')}.`);
}

/** Reports that there is nothing left to stop. */
export function nothingToStopView(): MessageView {
  return noticeView(':information_source: There is nothing left to stop: this is over.');
}

/** Handles Stop: spares every connection that AWS has not been asked to terminate yet. */
export function stopButton({ app, replies, usage, names }: ListenerDeps) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { requester, replyTo, value } = pressedFrom(body);
    const kick = parseCorrelation(value);
    if (kick === undefined) return replies.send(replyTo, outdatedView());

    const result = await stopKick(app, { requester, kick });
    if (result.kind === 'refused') usage.denial(result.denial.reason);
    await replies.send(replyTo, viewFor(result, names));
  };
}

function viewFor(result: StopResult, names: BotNames): MessageView {
  switch (result.kind) {
    case 'stopped':
      return stoppedView();
    case 'already_stopped':
      return alreadyStoppedView(result.by, result.at);
    case 'over':
    case 'unknown':
      return nothingToStopView();
    case 'refused':
      return denialView(result.denial, names);
  }
}

/** Handles Terminate: authorizes, looks up that one connection and opens its modal; the button is only a hint. */
export function terminateButton(deps: ListenerDeps) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { requester, replyTo, value, triggerId } = pressedFrom(body);
    const pressed = parseTerminateButton(value);
    if (pressed === undefined) return deps.replies.send(replyTo, outdatedView());

    const { rules, clock } = deps.app;
    if (isOver(pressed.asOf, rules.kick.listExpiresMs, clock.now())) {
      await deps.replies.send(replyTo, expiredListView(pressed.asOf));
      return;
    }
    const targetRef = { kind: 'connection', connection: pressed.connection } as const;
    const selection = { targetRef, on: pressed.on };
    await openKick(deps, { requester, selection, breakGlass: false, reason: '', triggerId, replyTo });
  };
}

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Handles Kick again: authorizes, looks up whoever reconnected, and opens the kick modal. */
export function kickAgainButton(deps: ListenerDeps) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await parseFreshButton(deps, body);
    if (pressed === undefined) return;

    const { requester, replyTo, triggerId, targetRef, on } = pressed;
    await openKick(deps, {
      requester,
      selection: { targetRef, on },
      breakGlass: false,
      reason: '',
      triggerId,
      replyTo,
    });
  };
}

/** Handles Block: authorizes again and opens the block modal for every endpoint where the channel has the grant. */
export function blockButton(deps: ListenerDeps) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const pressed = await parseFreshButton(deps, body);
    if (pressed === undefined) return;

    const { requester, replyTo, triggerId, targetRef } = pressed;
    const opening = {
      requester,
      selection: { targetRef, on: undefined },
      breakGlass: false,
      reason: '',
      triggerId,
      replyTo,
    };
    await openBlock(deps, { ...opening, length: undefined });
  };
}

/** Parses the button. If it has expired or is from another version, it answers so and returns undefined. */
async function parseFreshButton(
  deps: ListenerDeps,
  body: BlockAction,
): Promise<(Pressed & ReconnectButton) | undefined> {
  const pressed = pressedFrom(body);
  const meant = parseReconnectButton(pressed.value);
  const { rules, clock } = deps.app;
  if (meant === undefined) {
    await deps.replies.send(pressed.replyTo, outdatedView());
  } else if (isOver(meant.seenAt, rules.kick.listExpiresMs, clock.now())) {
    await deps.replies.send(pressed.replyTo, expiredListView(meant.seenAt));
  } else {
    return { ...pressed, ...meant };
  }
  return undefined;
}
