import { record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { appliesOnAny, endOf } from '../../domain/block.ts';
import {
  type BlockCaveats,
  type BlockGap,
  type BlockReport,
  type BlockRequest,
  type BlockState,
  blocksFrom,
  namesBlocked,
} from '../../domain/block-report.ts';
import { type Endpoint, hasDirectory, isCertificateOnly } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { rescheduleOrComplete, retryAt } from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { endpointsWhere } from '../connections/list-connections.ts';
import { blockEndpoint, outcomeDetail } from './block-details.ts';
import { activeBlocks } from './list-blocks.ts';

/** The outcome of a block, and whether the channel has been shown it. Nothing waits for the latter. */
export interface WrittenBlock {
  readonly report: BlockReport;
  readonly isShown: Promise<boolean>;
}

type BlockOutcome = Omit<BlockReport, 'isUnrecorded'>;

/** Writes a requested block to the table, records whether that succeeded, and starts to report it. */
export async function writeBlock(
  app: AppContext,
  blocking: Blocking,
  lease: Lease,
  thread: EntryThread,
  request: BlockRequest,
  isShownWithKick?: Promise<boolean>,
): Promise<WrittenBlock> {
  // AWS is asked at the same time: finding out where the block takes effect must not delay it.
  const caveats = findCaveats(app, blocking, request);
  const lookup = endpointsWhere(app, request.endpoints ?? app.rules.endpoints, hasDirectory);
  const state = await putBlocks(app, blocking, request);
  const directories = await lookup;
  const wider = { ...request, ...(await caveats), directories };
  const isWider = state.kind === 'blocked' && directories.length > 0;
  const outcome = { ...wider, state: isWider ? await putBlocks(app, blocking, wider) : state };
  return recordAndReport(app, lease, thread, outcome, isShownWithKick);
}

/** Records the outcome of a block and starts to report it. */
export async function recordAndReport(
  app: AppContext,
  lease: Lease,
  thread: EntryThread,
  outcome: BlockOutcome,
  isShownWithKick?: Promise<boolean>,
): Promise<WrittenBlock> {
  const entry = await recordOutcome(app, outcome);
  const report = { ...outcome, isUnrecorded: entry === undefined };
  const grown: EntryThread = entry === undefined ? thread : [...thread, entry];
  return { report, isShown: reportBlock(app, lease, grown, report, isShownWithKick) };
}

/** Reports the state of a block, and reschedules its job for the next attempt to report it or for the block's end. */
export async function reportBlock(
  app: AppContext,
  lease: Lease,
  thread: EntryThread,
  report: BlockReport,
  isShownWithKick?: Promise<boolean>,
): Promise<boolean> {
  const show = () => app.announcer.showBlock(report);
  const showing = isShownWithKick?.then((isShown) => isShown || show()) ?? show();
  const [isShown, isAnnounced] = await Promise.all([showing, app.announcer.announce(thread)]);
  const isDone = isShown && isAnnounced && !report.isUnrecorded;
  const next = report.state.kind === 'blocked' ? endOf(report) : undefined;
  await rescheduleOrComplete(app, lease, report.correlation, isDone ? next : retryAt(app.clock));
  return isShown;
}

/** Finds what people should know about a block: where it doesn't take effect, and which other blocks the names have. */
export async function findCaveats(
  app: AppContext,
  blocking: Blocking,
  { endpoints = app.rules.endpoints, names, channel, correlation }: BlockRequest,
): Promise<BlockCaveats> {
  const [gaps, certificateOnly, active] = await Promise.all([
    blockGaps(app, endpoints),
    endpointsWhere(app, endpoints, isCertificateOnly),
    activeBlocks(app, blocking, names, channel.id, correlation),
  ]);
  const others = active.filter(
    (block) => block.correlation !== correlation && appliesOnAny(block, endpoints),
  );
  return { gaps, certificateOnly, others };
}

async function putBlocks(
  { diagnostics }: AppContext,
  { blocks }: Blocking,
  request: BlockRequest,
): Promise<BlockState> {
  const all = blocksFrom(request);
  const results = await Promise.allSettled(all.map((block) => blocks.put(block)));
  const failures = results.flatMap((result, index) => {
    const block = all[index];
    if (result.status === 'fulfilled' || block === undefined) return [];
    return [{ name: block.name, failure: failureFrom(result.reason) }];
  });
  const [first] = failures;
  if (first === undefined) return { kind: 'blocked' };

  diagnostics.report(first.failure, 'write block', request.correlation);
  const { code } = first.failure;
  const names = request.names.filter((name) => failures.some((each) => each.name === name));
  return names.length === request.names.length
    ? { kind: 'failed', code }
    : { kind: 'blocked', failed: { names, code } };
}

/** The attempt has been made already: if it cannot be recorded, that is reported, and the job is retried. */
async function recordOutcome(app: AppContext, outcome: BlockOutcome): Promise<AuditEntry | undefined> {
  const { correlation, actor, channel, reason, state } = outcome;
  const context = {
    correlation,
    actor,
    authority: alone,
    channel,
    target: namesBlocked(outcome).join(', '),
    reason,
  };
  const kind = state.kind === 'blocked' || state.kind === 'abandoned' ? state.kind : 'failed';
  try {
    return await record(app, context, kind, { ...blockEndpoint(outcome), detail: outcomeDetail(outcome) });
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'record block', correlation);
    return undefined;
  }
}

/**
 * Finds the endpoints on which blocks don't take effect: only Bouncer's own connect handler reads the table of blocks.
 * An endpoint that AWS cannot describe is one of them.
 */
export async function blockGaps(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly BlockGap[]> {
  const handlers = await Promise.all(
    endpoints.map((endpoint) =>
      vpn.facts(endpoint).then(
        ({ connectHandler }) => connectHandler,
        () => 'unknown' as const,
      ),
    ),
  );
  return endpoints.flatMap((endpoint, index) => {
    const why = handlers[index] ?? 'unknown';
    return why === 'bouncer' ? [] : [{ endpoint, why }];
  });
}
