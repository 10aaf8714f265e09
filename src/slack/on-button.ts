import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { outdatedView } from './block-kit/notice.ts';
import { type Pressed, pressedFrom } from './interactions.ts';
import type { ListenerDeps } from './listener-deps.ts';

/**
 * Creates the listener of a button or select: it acknowledges, parses what was pressed and runs. If it cannot be
 * parsed, it is from another version, and the person is told so.
 */
export function onButton<T>(
  { replies }: Pick<ListenerDeps, 'replies'>,
  parse: (pressed: Pressed) => T | undefined,
  run: (pressed: Pressed, payload: T) => Promise<void>,
) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const pressed = pressedFrom(body);
    const payload = parse(pressed);
    if (payload === undefined) await replies.send(pressed.replyTo, outdatedView());
    else await run(pressed, payload);
  };
}
