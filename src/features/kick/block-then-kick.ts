import { parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type BlockOrder, type BlockResult, block } from '../block/block.ts';
import { type KickOrder, type KickResult, kick } from './kick.ts';

/** What became of both; sessions may not be ended by everyone who may block. */
export interface BlockedThenKicked {
  readonly blocked: BlockResult;
  readonly kicked: KickResult;
}

/**
 * Keeps somebody out and ends their sessions, in this order: nobody slips back in between. Whatever becomes of the
 * block, the sessions are ended: somebody who asks for both at night must not be left with neither.
 */
export async function blockThenKick(
  app: AppContext,
  order: KickOrder & Pick<BlockOrder, 'length' | 'aim'>,
): Promise<BlockedThenKicked> {
  const blocked = await block(app, { ...order, correlation: ownCorrelation(order) });
  return { blocked, kicked: await kick(app, order) };
}

/** The record tells the two acts of one submission apart, and a submission that comes again is known by either. */
function ownCorrelation({ correlation }: KickOrder): KickOrder['correlation'] {
  return parseCorrelation(`${correlation}-block`) ?? correlation;
}
