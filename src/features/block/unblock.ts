import { entryContext } from '../../audit-log/record-entry.ts';
import type { UnblockTarget } from '../../domain/block.ts';
import type { UnblockReport } from '../../domain/block-report.ts';
import type { Correlation } from '../../domain/ids.ts';
import { isLongEnough } from '../../domain/reason.ts';
import type { ShownBlocks } from '../../domain/shown-blocks.ts';
import type { AppContext } from '../../ports/app-context.ts';
import {
  findBlocksToRemove,
  findMeantBlocks,
  type MeantBlocks,
  type NothingToUnblock,
  type UnblockRequest,
} from './find-blocks-to-remove.ts';
import { type RemovedBlocks, removeBlocks } from './remove-blocks.ts';

export interface UnblockOrder extends UnblockRequest {
  /** The same whenever the same request is delivered again. */
  readonly correlation: Correlation;
  readonly reason: string;
  /** The blocks that the modal showed, of which alone any are lifted. */
  readonly shown: ShownBlocks;
}

export type WhomToUnblock = UnblockTarget;

export type UnblockResult =
  | ({ readonly kind: 'lifted' } & RemovedBlocks)
  /** The same request was delivered before. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  | NothingToUnblock;

/**
 * Shows which blocks would be lifted, before anyone confirms it; a refusal is recorded.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function proposeUnblock(
  app: AppContext,
  request: UnblockRequest,
): Promise<MeantBlocks | NothingToUnblock> {
  const found = await findMeantBlocks(app, request);
  if (found.kind !== 'meant' || found.meant.length > 0) return found;

  const { names, left } = found;
  return { kind: 'none', names, left, newer: [], unshown: [] };
}

/**
 * Lets somebody in again: decided afresh, recorded, taken off the list that the connect handlers read, and told. Nothing is lifted that was not shown.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: blocks may still stand; with any other, nothing is done.
 */
export async function unblock(app: AppContext, order: UnblockOrder): Promise<UnblockResult> {
  const { asker, correlation } = order;
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const finding = await findBlocksToRemove(app, order, order.shown);
  if (finding.kind !== 'found') return finding;
  if (app.blocking === undefined) return { kind: 'no_list' };

  const { situation, liftable, left, newer, unshown } = finding;
  const target = [...new Set(liftable.map(({ name }) => name))].join(', ');
  const reason = order.reason.trim();
  const context = entryContext(asker, situation, { correlation, target, reason });
  const { actor, channel } = context;
  const at = app.clock.now();
  const report: UnblockReport = {
    correlation,
    actor,
    channel,
    lifted: liftable,
    left,
    newer,
    unshown,
    reason,
    at,
  };
  return { kind: 'lifted', ...(await removeBlocks(app, app.blocking, context, liftable, report)) };
}
