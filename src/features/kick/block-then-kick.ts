import type { BotNames } from '../../domain/bot-names.ts';
import { Failure } from '../../domain/failure.ts';
import { type ConnectionId, type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import type { Replies, ReplyTo } from '../../slack/replies.ts';
import { type BlockOrder, type BlockResult, block } from '../block/block.ts';
import { afterBlock } from './answers.ts';
import { type KickOrder, type KickResult, kick } from './kick.ts';

/** The results of both actions; someone who may block may not necessarily kick. */
export interface BlockedThenKicked {
  readonly blocked: BlockResult;
  readonly kicked: KickResult;
}

/**
 * Blocks someone and then terminates their connections, in this order so that they cannot reconnect in between. The
 * kick runs even if the block fails: someone who asks for both in an emergency must not be left with neither.
 */
export async function blockThenKick(
  app: AppContext,
  order: KickOrder & Pick<BlockOrder, 'length' | 'selection'>,
): Promise<BlockedThenKicked> {
  const blocked = await block(app, { ...order, correlation: ownCorrelation(order) });
  return { blocked, kicked: await kick(app, order) };
}

/** Derives the block's own correlation from the kick's, so that a repeated delivery of either is found. */
function ownCorrelation({ correlation }: KickOrder): KickOrder['correlation'] {
  return parseCorrelation(`${correlation}-block`) ?? correlation;
}

/** Blocks the names of the ticked possible matches; each block is recorded separately. */
export async function blockPossible(
  app: AppContext,
  order: Omit<BlockOrder, 'selection'>,
  possible: readonly ConnectionId[],
  names: BotNames,
): Promise<readonly (MessageView | undefined)[]> {
  const results = possible.map(async (connection, place) => {
    const correlation = numbered(order.correlation, place + 1);
    const selection = { targetRef: { kind: 'connection', connection }, on: undefined } as const;
    return afterBlock(await block(app, { ...order, correlation, selection }), names);
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
