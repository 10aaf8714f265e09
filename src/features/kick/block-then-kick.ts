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
  order: KickOrder & Pick<BlockOrder, 'length' | 'selection' | 'shownNames'>,
  { isBlock, isKick }: { readonly isBlock: boolean; readonly isKick: boolean },
): Promise<BlockedThenKicked> {
  const { correlation, also = [] } = order;
  const { promise: isShownWithKick, resolve } = Promise.withResolvers<boolean>();
  const blockOrder = isKick ? { ...order, isShownWithKick } : order;
  // The modal says where the block applies, and so for its possible matches, too.
  const { on } = order.selection;
  const blocked = await Promise.all(
    also.map((connection, place) => {
      const selection = { targetRef: { kind: 'connection', connection }, on } as const;
      return block(app, {
        ...blockOrder,
        correlation: derived(correlation, `${place + 1}-block`),
        selection,
      });
    }),
  );
  const own = isKick ? derived(correlation, 'block') : correlation;
  if (isBlock) blocked.push(await block(app, { ...blockOrder, correlation: own }));
  if (!isKick) return { blocked, kicked: undefined };

  const blocks = blocked.flatMap((result) => (result.kind === 'requested' ? result.report : []));
  void app.clock.sleep(patienceMs).then(() => resolve(false));
  const together = { ...order, blocks, whenShown: () => resolve(true) };
  const kicked = await kick(app, together).finally(() => resolve(false));
  return { blocked, kicked };
}

/** A block is reported by then, even if the connections are still being looked up. */
const patienceMs = 10_000;

/**
 * Returns the correlations that the kick may have which a block was requested together with. A kick's own correlation
 * can end like the number of a possible match, so that there can be two.
 */
export function kicksOfBlock(block: Correlation): readonly Correlation[] {
  const bases = [/-block$/, /-\d+-block$/].flatMap((suffix) =>
    suffix.test(block) ? (parseCorrelation(block.replace(suffix, '')) ?? []) : [],
  );
  return bases;
}

/** Derives a block's own correlation from the kick's: the same for every delivery of the submission. */
function derived(correlation: Correlation, suffix: string): Correlation {
  const parsed = parseCorrelation(`${correlation}-${suffix}`);
  if (parsed === undefined) throw new Failure('unexpected', 'the derived correlation cannot be parsed');
  return parsed;
}
