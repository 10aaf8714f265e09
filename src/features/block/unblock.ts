import { type EntryContext, entryContext, record } from '../../audit-log/record-entry.ts';
import { alone } from '../../domain/audit-entry.ts';
import {
  type Block,
  type BlockKey,
  isSameBlock,
  type ShownBlocks,
  type UnblockTarget,
} from '../../domain/block.ts';
import type { UnblockReport } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import {
  appendForJob,
  completeOrReschedule,
  leaseTerm,
  rescheduleOrComplete,
  retryAt,
  unconfirmed,
} from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { blocksText } from './block-texts.ts';
import {
  findBlocksToRemove,
  findMeantBlocks,
  type MeantBlocks,
  type NothingToUnblock,
  type UnblockRequest,
} from './find-blocks-to-remove.ts';
import { activeBlocks } from './list-blocks.ts';

export interface UnblockOrder extends UnblockRequest {
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly reason: string;
  /** The blocks that the modal showed; no others are removed. */
  readonly shown: ShownBlocks;
}

export type UnblockTargetRef = UnblockTarget;

type UnblockResult =
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
  const { requester, correlation } = order;
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const finding = await findBlocksToRemove(app, order, order.shown);
  if (finding.kind !== 'found') return finding;
  if (app.blocking === undefined) return { kind: 'no_list' };

  const { access, removable, left, newer, unshown } = finding;
  const target = [...new Set(removable.map(({ name }) => name))].join(', ');
  const reason = order.reason.trim();
  const context = entryContext(requester, access, { correlation, target, reason });
  const { actor, channel } = context;
  const at = app.clock.now();
  const report: UnblockReport = {
    correlation,
    actor,
    channel,
    removed: removable,
    left,
    newer,
    unshown,
    reason,
    at,
  };
  return { kind: 'lifted', ...(await removeBlocks(app, app.blocking, context, removable, report)) };
}

/** The job that removes blocks, even if the process crashes. */
interface UnblockJob {
  readonly correlation: Correlation;
  readonly removed: readonly BlockKey[];
}

function jobFromUnblock({ correlation, removed }: UnblockJob): Job {
  const keys = removed.map((key) => [key.name, key.endpoint ?? '', key.correlation]);
  return { key: `unblock ${correlation}`, payload: JSON.stringify([correlation, ...keys.flat()]) };
}

/** Returns undefined for a job that another version of Bouncer enqueued. */
function parseUnblockJob({ payload }: Job): UnblockJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', ...fields] = parts;
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined || fields.length === 0 || fields.length % 3 !== 0) return undefined;

  const removed = fields.flatMap((name, at) =>
    at % 3 === 0 ? keyFrom(name, fields[at + 1], fields[at + 2]) : [],
  );
  return { correlation, removed };
}

function keyFrom(name: string, endpoint = '', correlationText = ''): readonly BlockKey[] {
  const correlation = parseCorrelation(correlationText);
  return correlation === undefined ? [] : [{ name, endpoint: parseEndpointId(endpoint), correlation }];
}

/**
 * Resumes an unblock that a crashed process left unfinished, however late: it concerns blocks that were active when it
 * was requested, and does not affect blocks that were written since.
 */
export async function resumeUnblock(app: AppContext, lease: Lease): Promise<void> {
  const job = parseUnblockJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  try {
    await resume(app, lease, job);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'resume unblock', job.correlation);
    await rescheduleOrComplete(app, lease, job.correlation, retryAt(app.clock));
  }
}

async function resume(app: AppContext, lease: Lease, { correlation, removed }: UnblockJob): Promise<unknown> {
  const { blocking, log, jobs } = app;
  const [requested, outcome] = await log.ofRequest(correlation);
  if (requested === undefined || blocking === undefined) return jobs.complete(lease);

  const { actor, channel = { id: '', name: '' }, target, reason, at } = requested;
  const names = removed.map(({ name }) => name);
  const active = await activeBlocks(app, blocking, names, channel.id, correlation);
  const left = active.filter((block) => !removed.some((key) => isSameBlock(block, key)));
  const report = {
    correlation,
    actor,
    channel,
    removed,
    left,
    newer: [],
    unshown: [],
    reason,
    at: new Date(at),
  };
  if (outcome !== undefined) return reportUnblock(app, lease, [requested, outcome], report);

  const about = { ...(target && { target }), ...(reason && { reason }) };
  const context = { correlation, actor, authority: alone, channel, ...about };
  const { isShown } = await removeAndRecord(app, blocking, lease, context, [requested], report);
  return isShown;
}

interface RemovedBlocks {
  readonly report: UnblockReport;
  /** Whether the channel has been shown the unblock. Nothing waits for this. */
  readonly isShown: Promise<boolean>;
}

/**
 * Records the request to unblock, and then removes the blocks from the table.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: the blocks may or may not be active, and the job is
 * retried; with any other code, nothing was done.
 */
async function removeBlocks(
  app: AppContext,
  blocking: Blocking,
  context: EntryContext,
  removed: readonly Block[],
  report: UnblockReport,
): Promise<RemovedBlocks> {
  const lease = await app.jobs.enqueueClaimed(jobFromUnblock(report), leaseTerm(app.clock));
  const detail = blocksText(removed, app.rules.endpoints);
  const { correlation } = report;
  const requested = await appendForJob(app, lease, correlation, () =>
    record(app, context, 'unblock-requested', { detail }),
  );
  try {
    return await removeAndRecord(app, blocking, lease, context, [requested], report);
  } catch (error) {
    await completeOrReschedule(app, lease, false, correlation);
    throw unconfirmed(error);
  }
}

/** Removes the blocks of a recorded request, records the outcome and starts to report it. */
async function removeAndRecord(
  app: AppContext,
  { blocks }: Blocking,
  lease: Lease | undefined,
  context: EntryContext,
  thread: EntryThread,
  report: UnblockReport,
): Promise<RemovedBlocks> {
  await Promise.all(report.removed.map((block) => blocks.remove(block)));
  const left = blocksText([...report.left, ...report.newer, ...report.unshown], app.rules.endpoints);
  const entry = await record(
    app,
    context,
    'unblocked',
    left === '' ? {} : { detail: `still blocked: ${left}` },
  );
  return { report, isShown: reportUnblock(app, lease, [...thread, entry], report) };
}

/** Reports which blocks were removed, and completes the job once the messages are posted. */
async function reportUnblock(
  app: AppContext,
  lease: Lease | undefined,
  thread: EntryThread,
  report: UnblockReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    app.announcer.showUnblock(report),
    app.announcer.announce(thread),
  ]);
  if (lease !== undefined)
    await rescheduleOrComplete(
      app,
      lease,
      report.correlation,
      isShown && isAnnounced ? undefined : retryAt(app.clock),
    );
  return isShown;
}
