import { Failure } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type BlockOrder, type BlockResult, block } from '../block/block.ts';
import { type KickOrder, type KickResult, kick } from './kick.ts';

/** The results of all actions; someone who may block may not necessarily kick. */
export interface BlockedThenKicked {
  /** The possible matches that were ticked come first; each block is recorded separately. */
  readonly blocked: readonly BlockResult[];
  readonly kicked: KickResult | undefined;
}

/**
 * Blocks someone and then terminates their connections, in this order so that they cannot reconnect in between. The
 * kick runs even if the block fails: someone who asks for both in an emergency must not be left with neither.
 */
export async function blockThenKick(
  app: AppContext,
  order: KickOrder & Pick<BlockOrder, 'length' | 'selection'>,
  { isBlock, isKick }: { readonly isBlock: boolean; readonly isKick: boolean },
): Promise<BlockedThenKicked> {
  const { correlation, also = [] } = order;
  // The modal says where the block applies, and so for its possible matches, too.
  const { on } = order.selection;
  const blocked = await Promise.all(
    also.map((connection, place) => {
      const selection = { targetRef: { kind: 'connection', connection }, on } as const;
      return block(app, { ...order, correlation: derived(correlation, `${place + 1}-block`), selection });
    }),
  );
  const own = isKick ? derived(correlation, 'block') : correlation;
  if (isBlock) blocked.push(await block(app, { ...order, correlation: own }));
  return { blocked, kicked: isKick ? await kick(app, order) : undefined };
}

/** Derives a block's own correlation from the kick's: the same for every delivery of the submission. */
function derived(correlation: Correlation, suffix: string): Correlation {
  const parsed = parseCorrelation(`${correlation}-${suffix}`);
  if (parsed === undefined) throw new Failure('unexpected', 'the derived correlation cannot be parsed');
  return parsed;
}
