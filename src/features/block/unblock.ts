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
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly reason: string;
  /** The blocks that the modal showed; no others are removed. */
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
 * Finds the blocks that would be removed, before the actor confirms it. A refusal is recorded.
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
 * Unblocks someone: authorizes the request again, records it, removes the blocks from the table that the connect
 * handlers read, and reports the outcome. A block that the modal did not show is not removed.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: blocks may still be active; with any other code,
 * nothing was done.
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
