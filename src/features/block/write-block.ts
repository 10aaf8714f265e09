import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { endOf } from '../../domain/block.ts';
import { type BlockGap, type BlockReport, type BlockState, blocksFrom } from '../../domain/block-report.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureCodes, failureFrom } from '../../domain/failure.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { rescheduleOrComplete, retryAt } from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { certificateOnlyAmong } from '../connections/possible-matches.ts';
import { directoriesAmong } from '../connections/resolve-target.ts';
import { blockEndpoint, blockOutcomeText, scopeText } from './block-texts.ts';
import { activeBlocks } from './list-blocks.ts';

/** The outcome of a block, and whether the channel has been shown it. Nothing waits for the latter. */
export interface WrittenBlock {
  readonly report: BlockReport;
  readonly isShown: Promise<boolean>;
}

/**
 * Records a request to block before anything is done.
 *
 * @throws {Failure} `audit_unwritable`; nothing may be done then.
 */
export function recordBlockRequest(
  app: AppContext,
  context: EntryContext,
  scope: Pick<BlockReport, 'endpoints' | 'until'>,
): Promise<AuditEntry> {
  return record(app, context, 'block-requested', { ...blockEndpoint(scope), detail: scopeText(scope) });
}

/** Writes a requested block to the table, records whether that succeeded, and starts to report it. */
export async function writeBlock(
  app: AppContext,
  blocking: Blocking,
  lease: Lease,
  thread: EntryThread,
  opening: BlockReport,
): Promise<WrittenBlock> {
  // AWS is asked at the same time: finding out where the block takes effect must not delay it.
  const subject = lookAround(app, blocking, opening);
  const asked = directoriesAmong(app, opening.endpoints ?? app.rules.endpoints);
  const state = await putBlocks(app, blocking, opening);
  const directories = await asked;
  const complete = { ...opening, ...(await subject), directories };
  const isWider = state.kind === 'blocked' && directories.length > 0;
  return settle(app, lease, thread, {
    ...complete,
    state: isWider ? await putBlocks(app, blocking, complete) : state,
  });
}

/** Records the outcome of a block and starts to report it. */
export async function settle(
  app: AppContext,
  lease: Lease,
  thread: EntryThread,
  outcome: BlockReport,
): Promise<WrittenBlock> {
  const entry = await recordOutcome(app, outcome);
  const report = { ...outcome, isUnrecorded: entry === undefined };
  return {
    report,
    isShown: tellBlock(app, lease, entry === undefined ? thread : [...thread, entry], report),
  };
}

/** Reports the state of a block, and reschedules its job for the next attempt to report it or for the block's end. */
export async function tellBlock(
  app: AppContext,
  lease: Lease,
  thread: EntryThread,
  report: BlockReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    app.announcer.showBlock(report),
    app.announcer.announce(thread),
  ]);
  const isDone = isShown && isAnnounced && !report.isUnrecorded;
  const next = report.state.kind === 'blocked' ? endOf(report) : undefined;
  await rescheduleOrComplete(app, lease, report.correlation, isDone ? next : retryAt(app.clock));
  return isShown;
}

/** Finds what people should know about a block: where it doesn't take effect, and which other blocks the names have. */
export async function lookAround(
  app: AppContext,
  blocking: Blocking,
  { endpoints, names, channel, correlation }: BlockReport,
): Promise<Pick<BlockReport, 'gaps' | 'certificateOnly' | 'others'>> {
  const reached = endpoints ?? app.rules.endpoints;
  const [gaps, certificateOnly, active] = await Promise.all([
    blockGaps(app, reached),
    certificateOnlyAmong(app, reached),
    activeBlocks(app, blocking, names, channel.id, correlation),
  ]);
  return { gaps, certificateOnly, others: active.filter((block) => block.correlation !== correlation) };
}

async function putBlocks(
  { diagnostics }: AppContext,
  { blocks }: Blocking,
  report: BlockReport,
): Promise<BlockState> {
  try {
    await Promise.all(blocksFrom(report).map((block) => blocks.put(block)));
    return { kind: 'blocked' };
  } catch (error) {
    const failure = failureFrom(error);
    diagnostics.report(failure, 'write block', report.correlation);
    return { kind: 'failed', code: failure.code };
  }
}

/** The attempt has been made already: if it cannot be recorded, that is reported, and the job is retried. */
async function recordOutcome(app: AppContext, report: BlockReport): Promise<AuditEntry | undefined> {
  const { correlation, actor, channel, names, reason, state } = report;
  const context = { correlation, actor, authority: alone, channel, target: names.join(', '), reason };
  const kind = state.kind === 'blocked' || state.kind === 'abandoned' ? state.kind : 'failed';
  const detail = state.kind === 'failed' ? notBlockedDetail(state.code) : blockOutcomeText(report);
  try {
    return await record(app, context, kind, { ...blockEndpoint(report), detail });
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'record block', correlation);
    return undefined;
  }
}

const opening = 'not blocked: ';

/** Formats the detail of a `failed` entry, which says why a block was not written. */
function notBlockedDetail(code: FailureCode): string {
  return `${opening}${code}`;
}

/** Reads the code from the detail of a `failed` entry; `unexpected` if only a later version knows the code. */
export function notBlockedCode({ detail }: Pick<AuditEntry, 'detail'>): FailureCode {
  return failureCodes.find((code) => detail === notBlockedDetail(code)) ?? 'unexpected';
}

/**
 * Finds the endpoints on which blocks don't take effect: only Bouncer's own connect handler reads the table of blocks.
 */
export async function blockGaps(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly BlockGap[]> {
  const gaps = await Promise.all(endpoints.map((endpoint) => gapOn(vpn, endpoint)));
  return gaps.filter((gap) => gap !== undefined);
}

/** An endpoint that AWS cannot describe counts as a gap. */
async function gapOn(vpn: AppContext['vpn'], endpoint: Endpoint): Promise<BlockGap | undefined> {
  try {
    const { connectHandler } = await vpn.facts(endpoint);
    return connectHandler === 'bouncer' ? undefined : { endpoint, why: connectHandler };
  } catch {
    return { endpoint, why: 'unknown' };
  }
}
