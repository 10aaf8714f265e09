import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { alone } from '../../domain/audit-entry.ts';
import { type Block, type BlockKey, isSameBlock } from '../../domain/block.ts';
import type { UnblockReport } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import {
  appendForJob,
  completeOrReschedule,
  rescheduleOrComplete,
  retryAt,
  unconfirmed,
} from '../../jobs/complete-job.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { activeBlocks } from './active-blocks.ts';
import { blocksText } from './block-texts.ts';

/** The job that removes blocks, even if the process crashes. */
interface UnblockJob {
  readonly correlation: Correlation;
  readonly lifted: readonly BlockKey[];
}

function jobFromUnblock({ correlation, lifted }: UnblockJob): Job {
  const keys = lifted.map((key) => [key.name, key.endpoint ?? '', key.correlation]);
  return { key: `unblock ${correlation}`, payload: JSON.stringify([correlation, ...keys.flat()]) };
}

/** Returns undefined for a job that another version of Bouncer enqueued. */
function parseUnblockJob({ payload }: Job): UnblockJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', ...fields] = parts;
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined || fields.length === 0 || fields.length % 3 !== 0) return undefined;

  const lifted = fields.flatMap((name, at) =>
    at % 3 === 0 ? keyFrom(name, fields[at + 1], fields[at + 2]) : [],
  );
  return { correlation, lifted };
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

async function resume(app: AppContext, lease: Lease, { correlation, lifted }: UnblockJob): Promise<unknown> {
  const { blocking, log, jobs } = app;
  const [requested, outcome] = await log.ofRequest(correlation);
  if (requested === undefined || blocking === undefined) return jobs.complete(lease);

  const { actor, channel = { id: '', name: '' }, target, reason, at } = requested;
  const names = lifted.map(({ name }) => name);
  const active = await activeBlocks(app, blocking, names, channel.id, correlation);
  const left = active.filter((block) => !lifted.some((key) => isSameBlock(block, key)));
  const report = {
    correlation,
    actor,
    channel,
    lifted,
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
  context: EntryContext,
  lifted: readonly Block[],
  report: UnblockReport,
): Promise<RemovedBlocks> {
  const lease = await app.jobs.enqueueClaimed(jobFromUnblock(report), leaseTerm(app.clock));
  const detail = blocksText(lifted, app.rules.endpoints);
  const { correlation } = report;
  const requested = await appendForJob(app, lease, correlation, () =>
    record(app, context, 'unblock-requested', { detail }),
  );
  try {
    return await removeAndRecord(app, blocking, lease, context, [requested], report);
  } catch (error) {
    await completeOrReschedule(app, { hold: lease, isUnrecorded: true }, false, correlation);
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
  await Promise.all(report.lifted.map((block) => blocks.remove(block)));
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
    app.announcer.showLift(report),
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
