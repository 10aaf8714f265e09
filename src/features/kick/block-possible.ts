import type { BotNames } from '../../domain/bot-names.ts';
import { Failure } from '../../domain/failure.ts';
import { type ConnectionId, type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import type { Replies, ReplyTo } from '../../slack/replies.ts';
import { type BlockOrder, block } from '../block/block.ts';
import { afterBlock } from './after-kick.ts';

/** Blocks the names of the ticked possible matches; each block is recorded separately. */
export async function blockPossible(
  app: AppContext,
  order: Omit<BlockOrder, 'aim'>,
  possible: readonly ConnectionId[],
  names: BotNames,
): Promise<readonly (MessageView | undefined)[]> {
  const results = possible.map(async (connection, place) => {
    const correlation = numbered(order.correlation, place + 1);
    const aim = { whom: { kind: 'connection', connection }, on: undefined } as const;
    return afterBlock(await block(app, { ...order, correlation, aim }), names);
  });
  return Promise.all(results);
}

/** Sends the answers to several actions, one after another. */
export async function tell(
  replies: Replies,
  to: ReplyTo,
  views: readonly (MessageView | undefined)[],
): Promise<void> {
  for (const view of views) if (view !== undefined) await replies.send(to, view);
}

/** Derives a correlation that is the same for every delivery of the submission. */
function numbered(correlation: Correlation, number: number): Correlation {
  const parsed = parseCorrelation(`${correlation}-${number}-block`);
  if (parsed === undefined) throw new Failure('unexpected', 'the numbered correlation cannot be parsed');
  return parsed;
}
