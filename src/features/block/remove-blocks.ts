import * as z from 'zod';
import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { alone } from '../../domain/audit-entry.ts';
import { type Block, isSameBlock } from '../../domain/block.ts';
import type { UnblockReport } from '../../domain/block-report.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import {
  appendForJob,
  completeOrReschedule,
  leaseTerm,
  retryOnFailure,
  unconfirmed,
} from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { blocksDetail, stillBlocked } from './block-details.ts';
import { activeBlocks } from './list-blocks.ts';
import { blockKeySchema } from './payloads.ts';

export interface RemovedBlocks {
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
export async function removeBlocks(
  app: AppContext,
  blocking: Blocking,
  report: UnblockReport & { readonly removed: readonly Block[] },
): Promise<RemovedBlocks> {
  const { correlation } = report;
  const lease = await app.jobs.enqueueClaimed(jobFromUnblock(report), leaseTerm(app.clock));
  const detail = blocksDetail(report.removed, app.rules.endpoints);
  const requested = await appendForJob(app, lease, correlation, () =>
    record(app, contextOf(report), 'unblock-requested', { detail }),
  );
  try {
    return await removeAndRecord(app, blocking, lease, [requested], report);
  } catch (error) {
    await completeOrReschedule(app, lease, false, correlation);
    throw unconfirmed(error);
  }
}

function contextOf({ correlation, actor, channel, removed, reason }: UnblockReport): EntryContext {
  const target = [...new Set(removed.map(({ name }) => name))].join(', ');
  return { correlation, actor, authority: alone, channel, target, ...(reason && { reason }) };
}

/** Removes the blocks of a recorded request, records the outcome and starts to report it. */
async function removeAndRecord(
  app: AppContext,
  { blocks }: Blocking,
  lease: Lease | undefined,
  thread: EntryThread,
  report: UnblockReport,
): Promise<RemovedBlocks> {
  await Promise.all(report.removed.map((block) => blocks.remove(block)));
  const left = [...report.left, ...report.newer, ...report.unshown];
  const entry = await record(app, contextOf(report), 'unblocked', stillBlocked(left, app.rules.endpoints));
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
  await completeOrReschedule(app, lease, isShown && isAnnounced, report.correlation);
  return isShown;
}

/** The job that removes blocks, even if the process crashes. */
type UnblockJob = Pick<UnblockReport, 'correlation' | 'removed'>;

const jobSchema = z.object({
  correlation: parsedText(parseCorrelation),
  removed: z.array(blockKeySchema).min(1),
});

function jobFromUnblock({ correlation, removed }: UnblockJob): Job {
  const keys = removed.map((key) => [key.name, key.endpoint ?? '', key.correlation]);
  return { key: `unblock ${correlation}`, payload: JSON.stringify([correlation, ...keys.flat()]) };
}

/** The payload is the correlation, and then name, endpoint and correlation of each block. */
function parseUnblockJob({ payload }: Job): UnblockJob | undefined {
  const [correlation, ...fields] = z.array(z.string()).safeParse(parseJson(payload)).data ?? [];
  const removed = Array.from({ length: Math.ceil(fields.length / 3) }, (_, index) =>
    fields.slice(index * 3, index * 3 + 3),
  );
  return jobSchema.safeParse({ correlation, removed }).data;
}

/**
 * Resumes an unblock that a crashed process left unfinished, however late: it concerns blocks that were active when it
 * was requested, and does not affect blocks that were written since.
 */
export async function resumeUnblock(app: AppContext, lease: Lease): Promise<void> {
  const job = parseUnblockJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);
  await retryOnFailure(app, lease, job.correlation, 'resume unblock', () => resume(app, lease, job));
}

async function resume(app: AppContext, lease: Lease, { correlation, removed }: UnblockJob): Promise<unknown> {
  const { blocking, log, jobs } = app;
  const [requested, outcome] = await log.ofRequest(correlation);
  if (requested === undefined || blocking === undefined) return jobs.complete(lease);

  const { actor, channel = { id: '', name: '' }, reason, at } = requested;
  const names = removed.map(({ name }) => name);
  const active = await activeBlocks(app, blocking, names, channel.id, correlation);
  const left = active.filter((block) => !removed.some((key) => isSameBlock(block, key)));
  const others = { left, newer: [], unshown: [] };
  const report = { correlation, actor, channel, removed, ...others, reason, at: new Date(at) };

  if (outcome !== undefined) return reportUnblock(app, lease, [requested, outcome], report);
  return (await removeAndRecord(app, blocking, lease, [requested], report)).isShown;
}
