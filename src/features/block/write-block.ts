import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { endOf } from '../../domain/block.ts';
import { type BlockReport, type BlockState, blocksFrom } from '../../domain/block-report.ts';
import { type FailureCode, failureCodes, failureFrom } from '../../domain/failure.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { againAt, rescheduleOrComplete } from '../../jobs/complete-job.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { directoriesAmong } from '../connections/directories-among.ts';
import { certificateOnlyAmong } from '../connections/find-possible-matches.ts';
import { activeBlocks } from './active-blocks.ts';
import { blockGaps } from './block-gaps.ts';
import { blockEndpoint, blockOutcomeText, scopeText } from './block-texts.ts';

/** What became of a block, and the promise of whether people have been shown it: nothing waits for that. */
export interface WrittenBlock {
  readonly report: BlockReport;
  readonly isShown: Promise<boolean>;
}

/** Records what is wanted before anything is done. @throws {Failure} `audit_unwritable`: nothing is done then. */
export function recordBlockRequest(
  app: AppContext,
  context: EntryContext,
  scope: Pick<BlockReport, 'endpoints' | 'until'>,
): Promise<AuditEntry> {
  return record(app, context, 'block-requested', { ...blockEndpoint(scope), detail: scopeText(scope) });
}

/** Brings a requested block to where it holds, or is known not to: puts it on the list, records that, and tells. */
export async function writeBlock(
  app: AppContext,
  blocking: Blocking,
  hold: Lease,
  story: EntryThread,
  opening: BlockReport,
): Promise<WrittenBlock> {
  // AWS is asked meanwhile: whether it will hold everywhere must not delay that it holds somewhere.
  const looked = lookAround(app, blocking, opening);
  const asked = directoriesAmong(app, opening.endpoints ?? app.rules.endpoints);
  const state = await putOnList(app, blocking, opening);
  const directories = await asked;
  const whole = { ...opening, ...(await looked), directories };
  const isWider = state.kind === 'blocked' && directories.length > 0;
  return settle(app, hold, story, {
    ...whole,
    state: isWider ? await putOnList(app, blocking, whole) : state,
  });
}

/** Records what became of a block, and begins to tell. */
export async function settle(
  app: AppContext,
  hold: Lease,
  story: EntryThread,
  outcome: BlockReport,
): Promise<WrittenBlock> {
  const entry = await recordOutcome(app, outcome);
  const report = { ...outcome, isUnrecorded: entry === undefined };
  return { report, isShown: tellBlock(app, hold, entry === undefined ? story : [...story, entry], report) };
}

/** Tells of a block where it stands; then its job waits for what is left of it: telling it again, or its end. */
export async function tellBlock(
  app: AppContext,
  hold: Lease,
  story: EntryThread,
  report: BlockReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    app.announcer.showBlock(report),
    app.announcer.announce(story),
  ]);
  const isDone = isShown && isAnnounced && !report.isUnrecorded;
  const next = report.state.kind === 'blocked' ? endOf(report) : undefined;
  await rescheduleOrComplete(app, hold, report.correlation, isDone ? next : againAt(app));
  return isShown;
}

/** What people should know of a block beside that it stands: where it does not hold, and who else blocked the names. */
export async function lookAround(
  app: AppContext,
  blocking: Blocking,
  { endpoints, names, channel, correlation }: BlockReport,
): Promise<Pick<BlockReport, 'gaps' | 'certificateOnly' | 'others'>> {
  const reached = endpoints ?? app.rules.endpoints;
  const [gaps, certificateOnly, standing] = await Promise.all([
    blockGaps(app, reached),
    certificateOnlyAmong(app, reached),
    activeBlocks(app, blocking, names, channel.id, correlation),
  ]);
  return { gaps, certificateOnly, others: standing.filter((block) => block.correlation !== correlation) };
}

async function putOnList(
  { diagnostics }: AppContext,
  { blocks }: Blocking,
  report: BlockReport,
): Promise<BlockState> {
  try {
    await Promise.all(blocksFrom(report).map((block) => blocks.put(block)));
    return { kind: 'blocked' };
  } catch (error) {
    const failure = failureFrom(error);
    diagnostics.report(failure, 'put up block', report.correlation);
    return { kind: 'failed', code: failure.code };
  }
}

/** The act is past: when the log refuses, that is told, and the job tries again. */
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

/** Says in the detail of a `failed` entry why a block was not put up. */
function notBlockedDetail(code: FailureCode): string {
  return `${opening}${code}`;
}

/** An entry of a later version may know more codes. */
export function notBlockedCode({ detail }: Pick<AuditEntry, 'detail'>): FailureCode {
  return failureCodes.find((code) => detail === notBlockedDetail(code)) ?? 'unexpected';
}
