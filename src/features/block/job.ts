import { record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone, botActor } from '../../domain/audit-entry.ts';
import { type Block, isActive } from '../../domain/block.ts';
import type { BlockReport, BlockState } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, type EndpointId, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { rescheduleOrComplete, retryAt } from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { blockEndpoint, blocksText } from './block-texts.ts';
import { lookAround, notBlockedCode, settle, tellBlock, writeBlock } from './write-block.ts';

/** The job that takes a block from its request to its end, even if the process crashes. */
interface BlockJob {
  readonly correlation: Correlation;
  readonly names: readonly string[];
  /** Undefined if the block covers every endpoint. */
  readonly endpoints: readonly EndpointId[] | undefined;
  readonly until: Date | undefined;
}

const everywhere = '*';
const withoutEnd = '-';

export function jobFromBlock({ correlation, names, endpoints, until }: BlockJob): Job {
  return {
    key: `block ${correlation}`,
    payload: JSON.stringify([
      correlation,
      until?.toISOString() ?? withoutEnd,
      endpoints?.join(' ') ?? everywhere,
      ...names,
    ]),
  };
}

/** Returns undefined for a job that another version of Bouncer enqueued. */
function parseBlockJob({ payload }: Job): BlockJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', untilText = '', endpointsText = '', ...names] = parts;
  const correlation = parseCorrelation(correlationText);
  const until = untilText === withoutEnd ? undefined : new Date(untilText);
  if (correlation === undefined || names.length === 0 || Number.isNaN(until?.getTime())) return undefined;

  const endpoints =
    endpointsText === everywhere
      ? undefined
      : endpointsText.split(' ').flatMap((id) => parseEndpointId(id) ?? []);
  return { correlation, names, endpoints, until };
}

/** An older request may no longer be wanted: it is closed as abandoned instead of carried out. */
const abandonedAfterMs = 2 * 60_000;

/**
 * Resumes the job of a block that a crashed process left unfinished, that could not be reported, or that has expired.
 */
export async function resumeBlock(app: AppContext, lease: Lease): Promise<void> {
  const { blocking, log, jobs, diagnostics } = app;
  const job = parseBlockJob(lease.job);
  if (job === undefined) return jobs.complete(lease);

  try {
    const [first, ...others] = await log.ofRequest(job.correlation);
    if (first === undefined || blocking === undefined) return await jobs.complete(lease);
    await resume(app, blocking, lease, job, [first, ...others]);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'resume block', job.correlation);
    await rescheduleOrComplete(app, lease, job.correlation, retryAt(app.clock));
  }
}

async function resume(app: AppContext, blocking: Blocking, lease: Lease, job: BlockJob, thread: EntryThread) {
  const last = thread.at(-1) ?? thread[0];
  const own = await ownBlocks(blocking, job);
  const report = await reportFrom(app, blocking, job, thread, { state: stateFrom(last, own), own });
  const now = app.clock.now();

  switch (last.kind) {
    case 'block-requested':
      if (!isOver(new Date(last.at), abandonedAfterMs, now))
        return (await writeBlock(app, blocking, lease, thread, report)).isShown;
      return (await settle(app, lease, thread, report)).isShown;
    case 'block-expired':
      return reportExpiry(app, blocking, lease, last, own, report);
    default:
      return report.state.kind === 'blocked' && !isActive(job, now)
        ? expireBlock(app, blocking, lease, own, report)
        : tellBlock(app, lease, thread, report);
  }
}

async function ownBlocks({ blocks }: Blocking, job: BlockJob): Promise<readonly Block[]> {
  return (await blocks.on(job.names)).filter(({ correlation }) => correlation === job.correlation);
}

/**
 * The table decides whether a block is active: an earlier process may have written it and crashed before recording it.
 */
function stateFrom(last: AuditEntry, own: readonly Block[]): BlockState {
  if (last.kind === 'failed') return { kind: 'failed', code: notBlockedCode(last) };
  if (last.kind === 'block-requested' || last.kind === 'abandoned')
    return own.length > 0 ? { kind: 'blocked' } : { kind: 'abandoned' };
  return own.length > 0 && last.kind === 'blocked' ? { kind: 'blocked' } : { kind: 'over' };
}

/** Rebuilds the report from the audit log. What the audit log has only in words comes from the job. */
async function reportFrom(
  app: AppContext,
  blocking: Blocking,
  { correlation, names, endpoints: places, until }: BlockJob,
  [requested]: EntryThread,
  { state, own }: { readonly state: BlockState; readonly own: readonly Block[] },
): Promise<BlockReport> {
  const { actor, channel = { id: '', name: '' }, reason = '', at } = requested;
  const endpoints = places && app.rules.endpoints.filter(({ id }) => places.includes(id));
  const opening = { correlation, actor, channel, names, endpoints, until, reason, at: new Date(at) };
  const ids = own.flatMap((block) => block.directories ?? []);
  const directories = app.rules.endpoints.filter(({ id }) => ids.includes(id));
  const report = {
    ...opening,
    state,
    directories,
    gaps: [],
    certificateOnly: [],
    others: [],
    isUnrecorded: false,
  };

  return { ...report, ...(await lookAround(app, blocking, report)) };
}

/**
 * Ends an expired block. Connect handlers compare the time in the block itself, so by now they allow the names whether
 * or not the block is still in the table.
 *
 * @throws {Failure} `audit_unwritable` or `blocks_unavailable`; the job is then retried.
 */
async function expireBlock(
  app: AppContext,
  blocking: Blocking,
  lease: Lease,
  own: readonly Block[],
  report: BlockReport,
): Promise<void> {
  const { correlation, channel, reason, others } = report;
  const target = [...new Set(own.map(({ name }) => name))].join(', ');
  const entry = await record(
    app,
    { correlation, actor: botActor, authority: alone, channel, target, reason },
    'block-expired',
    {
      ...blockEndpoint(report),
      ...(others.length > 0 && { detail: `still blocked: ${blocksText(others, app.rules.endpoints)}` }),
    },
  );
  await reportExpiry(app, blocking, lease, entry, own, report);
}

/**
 * Removes an expired block and reports its end in a new message, because no one notices when an old message changes.
 */
async function reportExpiry(
  app: AppContext,
  { blocks }: Blocking,
  lease: Lease,
  entry: AuditEntry,
  own: readonly Block[],
  report: BlockReport,
): Promise<void> {
  await Promise.all(own.map((block) => blocks.remove(block)));
  const results = await Promise.all([
    app.announcer.showBlock({ ...report, state: { kind: 'over' } }),
    app.announcer.announce([entry]),
  ]);
  const isReported = results.every((isDone) => isDone);
  await rescheduleOrComplete(app, lease, report.correlation, isReported ? undefined : retryAt(app.clock));
}
