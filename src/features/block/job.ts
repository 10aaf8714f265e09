import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import * as z from 'zod';
import { record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone, botActor } from '../../domain/audit-entry.ts';
import { type Block, isActive } from '../../domain/block.ts';
import type { BlockReport, BlockRequest, BlockState } from '../../domain/block-report.ts';
import { namesListedIn } from '../../domain/directory-name.ts';
import { type Correlation, type EndpointId, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { completeOrReschedule, retryOnFailure } from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { blockEndpoint, notBlockedCode, partlyFailedFrom, stillBlocked } from './block-details.ts';
import { findCaveats, recordAndReport, reportBlock, writeBlock } from './write-block.ts';

/** The job that takes a block from its request to its end, even if the process crashes. */
interface BlockJob extends Pick<BlockRequest, 'correlation' | 'names' | 'until'> {
  /** Undefined if the block covers every endpoint. */
  readonly endpoints: readonly EndpointId[] | undefined;
}

const withoutEnd = '-';
const everywhere = '*';
/** Correlation, end, endpoints separated by spaces, and at least one name. */
const payloadSchema = z.tuple(
  [parsedText(parseCorrelation), z.iso.datetime().or(z.literal(withoutEnd)), z.string(), z.string()],
  z.string(),
);

export function jobFromBlock({ correlation, names, endpoints, until }: BlockRequest): Job {
  const end = until?.toISOString() ?? withoutEnd;
  const places = endpoints?.map(({ id }) => id).join(' ') ?? everywhere;
  return { key: `block ${correlation}`, payload: JSON.stringify([correlation, end, places, ...names]) };
}

function parseBlockJob({ payload }: Job): BlockJob | undefined {
  const { data } = payloadSchema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;

  const [correlation, end, places, ...names] = data;
  return {
    correlation,
    names,
    until: end === withoutEnd ? undefined : new Date(end),
    endpoints:
      places === everywhere ? undefined : places.split(' ').flatMap((id) => parseEndpointId(id) ?? []),
  };
}

/** An older request may no longer be wanted: it is closed as abandoned instead of carried out. */
const abandonedAfterMs = minutesToMilliseconds(2);

/**
 * Resumes the job of a block that a crashed process left unfinished, that could not be reported, or that has expired.
 */
export async function resumeBlock(app: AppContext, lease: Lease): Promise<void> {
  const { blocking } = app;
  const job = parseBlockJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  await retryOnFailure(app, lease, job.correlation, 'resume block', async () => {
    const [first, ...others] = await app.log.ofRequest(job.correlation);
    if (first === undefined || blocking === undefined) return app.jobs.complete(lease);
    return resume(app, blocking, lease, job, [first, ...others]);
  });
}

async function resume(app: AppContext, blocking: Blocking, lease: Lease, job: BlockJob, thread: EntryThread) {
  const last = thread.at(-1) ?? thread[0];
  const onNames = await blocking.blocks.on(job.names);
  const ownBlocks = onNames.filter(({ correlation }) => correlation === job.correlation);
  const request = requestFrom(app, job, thread[0], ownBlocks);
  const now = app.clock.now();
  if (last.kind === 'block-requested' && !isOver(new Date(last.at), abandonedAfterMs, now))
    return (await writeBlock(app, blocking, lease, thread, request)).isShown;

  const caveats = await findCaveats(app, blocking, request);
  const report = {
    ...request,
    ...caveats,
    state: stateFrom(last, ownBlocks, job.names),
    isUnrecorded: false,
  };
  if (last.kind === 'block-requested') return (await recordAndReport(app, lease, thread, report)).isShown;
  if (last.kind === 'block-expired') return reportExpiry(app, blocking, lease, last, ownBlocks, report);
  return report.state.kind === 'blocked' && !isActive(job, now)
    ? expireBlock(app, blocking, lease, ownBlocks, report)
    : reportBlock(app, lease, thread, report);
}

/**
 * Loads the blocks that were requested together with a kick, in their present state.
 *
 * @param kickNames The names that the kick is about.
 */
export async function loadBlockReports(
  app: AppContext,
  correlations: readonly Correlation[],
  kickNames: readonly string[],
): Promise<readonly BlockReport[]> {
  if (correlations.length === 0) return [];
  const jobs = (await app.jobs.ofKind('block')).flatMap((job) => parseBlockJob(job) ?? []);
  const blocks = (await app.blocking?.blocks.all()) ?? [];
  const reports = correlations.map(async (correlation) => {
    const [first, ...others] = await app.log.ofRequest(correlation);
    if (first === undefined) return [];

    const ownBlocks = blocks.filter((block) => block.correlation === correlation);
    const job =
      jobs.find((each) => each.correlation === correlation) ??
      jobFromRecords(correlation, first, ownBlocks, kickNames);
    return [await reportFrom(app, job, [first, ...others], ownBlocks)];
  });
  return (await Promise.all(reports)).flat();
}

/**
 * Rebuilds a job that is complete because its block failed, is over, or has no end. An entry lists names separated by
 * commas, so a name that contains a comma is recognized only if it is known.
 */
function jobFromRecords(
  correlation: Correlation,
  { target = '' }: AuditEntry,
  ownBlocks: readonly Block[],
  kickNames: readonly string[],
): BlockJob {
  const names = namesListedIn(target, [...ownBlocks.map(({ name }) => name), ...kickNames]);
  const places = ownBlocks.flatMap(({ endpoint }) => endpoint ?? []);
  const endpoints = places.length === 0 ? undefined : [...new Set(places)];
  return { correlation, names, endpoints, until: ownBlocks[0]?.until };
}

async function reportFrom(
  app: AppContext,
  job: BlockJob,
  thread: EntryThread,
  ownBlocks: readonly Block[],
): Promise<BlockReport> {
  const { blocking } = app;
  const [first] = thread;
  const last = thread.at(-1) ?? first;
  const request = requestFrom(app, job, first, ownBlocks);
  const none = { gaps: [], certificateOnly: [], others: [] };
  const caveats = blocking === undefined ? none : await findCaveats(app, blocking, request);
  const isOpen = last.kind === 'block-requested' && ownBlocks.length === 0;
  const state = isOpen ? ({ kind: 'requested' } as const) : stateFrom(last, ownBlocks, job.names);
  return { ...request, ...caveats, state, isUnrecorded: false };
}

/**
 * The table decides whether a block is active: an earlier process may have written it and crashed before recording it.
 */
function stateFrom(last: AuditEntry, ownBlocks: readonly Block[], names: readonly string[]): BlockState {
  if (last.kind === 'failed') return { kind: 'failed', code: notBlockedCode(last) };
  if (last.kind === 'block-requested' || last.kind === 'abandoned')
    return ownBlocks.length > 0 ? { kind: 'blocked' } : { kind: 'abandoned' };
  if (ownBlocks.length === 0 || last.kind !== 'blocked') return { kind: 'over' };
  const failed = partlyFailedFrom(last.detail ?? '', names);
  return { kind: 'blocked', ...(failed && { failed }) };
}

/** Rebuilds the request from its entry. What the entry has only in words comes from the job and from the table. */
function requestFrom(
  { rules }: AppContext,
  { correlation, names, endpoints: ids, until }: BlockJob,
  { actor, channel = { id: '', name: '' }, reason = '', at }: AuditEntry,
  ownBlocks: readonly Block[],
): BlockRequest {
  const endpoints = ids && rules.endpoints.filter(({ id }) => ids.includes(id));
  const inDirectories = ownBlocks.flatMap((block) => block.directories ?? []);
  const directories = rules.endpoints.filter(({ id }) => inDirectories.includes(id));
  return { correlation, actor, channel, names, endpoints, until, reason, at: new Date(at), directories };
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
  ownBlocks: readonly Block[],
  report: BlockReport,
): Promise<void> {
  const { correlation, channel, reason, others } = report;
  const target = [...new Set(ownBlocks.map(({ name }) => name))].join(', ');
  const context = { correlation, actor: botActor, authority: alone, channel, target, reason };
  const entry = await record(app, context, 'block-expired', {
    ...blockEndpoint(report),
    ...stillBlocked(others, app.rules.endpoints),
  });
  await reportExpiry(app, blocking, lease, entry, ownBlocks, report);
}

/**
 * Removes an expired block and reports its end in a new message, because no one notices when an old message changes.
 */
async function reportExpiry(
  app: AppContext,
  { blocks }: Blocking,
  lease: Lease,
  entry: AuditEntry,
  ownBlocks: readonly Block[],
  report: BlockReport,
): Promise<void> {
  await Promise.all(ownBlocks.map((block) => blocks.remove(block)));
  const [isShown, isAnnounced] = await Promise.all([
    app.announcer.showBlock({ ...report, state: { kind: 'over' } }),
    app.announcer.announce([entry]),
  ]);
  await completeOrReschedule(app, lease, isShown && isAnnounced, report.correlation);
}
