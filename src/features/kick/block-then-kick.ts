import { parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type BlockOrder, type BlockResult, block } from '../block/block.ts';
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
  order: KickOrder & Pick<BlockOrder, 'length' | 'aim'>,
): Promise<BlockedThenKicked> {
  const blocked = await block(app, { ...order, correlation: ownCorrelation(order) });
  return { blocked, kicked: await kick(app, order) };
}

/** Derives the block's own correlation from the kick's, so that a repeated delivery of either is found. */
function ownCorrelation({ correlation }: KickOrder): KickOrder['correlation'] {
  return parseCorrelation(`${correlation}-block`) ?? correlation;
}
