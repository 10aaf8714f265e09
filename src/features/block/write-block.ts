import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { endOf } from '../../domain/block.ts';
import { type BlockReport, type BlockState, blocksFrom } from '../../domain/block-report.ts';
import { type FailureCode, failureCodes, failureFrom } from '../../domain/failure.ts';
import type { Story } from '../../domain/kick-from-entries.ts';
import { againAt, putBack } from '../../jobs/put-back.ts';
import type { Hold } from '../../ports/agenda.ts';
import type { Blocking, World } from '../../ports/world.ts';
import { directoriesAmong } from '../connections/directories-among.ts';
import { certificateOnlyAmong } from '../connections/find-possible-matches.ts';
import { standingBlocks } from './active-blocks.ts';
import { blockGaps } from './block-gaps.ts';
import { blockEndpoint, outcomeText, scopeText } from './block-texts.ts';

/** What became of a block, and the promise of whether people have been shown it: nothing waits for that. */
export interface PutUp {
  readonly report: BlockReport;
  readonly isShown: Promise<boolean>;
}

/** Records what is wanted before anything is done. @throws {Failure} `audit_unwritable`: nothing is done then. */
export function recordBlockRequest(
  world: World,
  context: EntryContext,
  scope: Pick<BlockReport, 'endpoints' | 'until'>,
): Promise<AuditEntry> {
  return record(world, context, 'block-requested', { ...blockEndpoint(scope), detail: scopeText(scope) });
}

/** Brings a requested block to where it holds, or is known not to: puts it on the list, records that, and tells. */
export async function putUp(
  world: World,
  blocking: Blocking,
  hold: Hold,
  story: Story,
  opening: BlockReport,
): Promise<PutUp> {
  // AWS is asked meanwhile: whether it will hold everywhere must not delay that it holds somewhere.
  const looked = lookAround(world, blocking, opening);
  const asked = directoriesAmong(world, opening.endpoints ?? world.rules.endpoints);
  const state = await putOnList(world, blocking, opening);
  const directories = await asked;
  const whole = { ...opening, ...(await looked), directories };
  const isWider = state.kind === 'blocked' && directories.length > 0;
  return settle(world, hold, story, {
    ...whole,
    state: isWider ? await putOnList(world, blocking, whole) : state,
  });
}

/** Records what became of a block, and begins to tell. */
export async function settle(world: World, hold: Hold, story: Story, outcome: BlockReport): Promise<PutUp> {
  const entry = await recordOutcome(world, outcome);
  const report = { ...outcome, isUnrecorded: entry === undefined };
  return { report, isShown: tellBlock(world, hold, entry === undefined ? story : [...story, entry], report) };
}

/** Tells of a block where it stands; then its task waits for what is left of it: telling it again, or its end. */
export async function tellBlock(
  world: World,
  hold: Hold,
  story: Story,
  report: BlockReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    world.announcer.showBlock(report),
    world.announcer.announce(story),
  ]);
  const isDone = isShown && isAnnounced && !report.isUnrecorded;
  const next = report.state.kind === 'blocked' ? endOf(report) : undefined;
  await putBack(world, hold, report.correlation, isDone ? next : againAt(world));
  return isShown;
}

/** What people should know of a block beside that it stands: where it does not hold, and who else blocked the names. */
export async function lookAround(
  world: World,
  blocking: Blocking,
  { endpoints, names, channel, correlation }: BlockReport,
): Promise<Pick<BlockReport, 'gaps' | 'certificateOnly' | 'others'>> {
  const reached = endpoints ?? world.rules.endpoints;
  const [gaps, certificateOnly, standing] = await Promise.all([
    blockGaps(world, reached),
    certificateOnlyAmong(world, reached),
    standingBlocks(world, blocking, names, channel.id, correlation),
  ]);
  return { gaps, certificateOnly, others: standing.filter((block) => block.correlation !== correlation) };
}

async function putOnList(
  { diagnostics }: World,
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

/** The act is past: when the log refuses, that is told, and the task tries again. */
async function recordOutcome(world: World, report: BlockReport): Promise<AuditEntry | undefined> {
  const { correlation, actor, channel, names, reason, state } = report;
  const context = { correlation, actor, authority: alone, channel, target: names.join(', '), reason };
  const kind = state.kind === 'blocked' || state.kind === 'abandoned' ? state.kind : 'failed';
  const detail = state.kind === 'failed' ? notBlockedDetail(state.code) : outcomeText(report);
  try {
    return await record(world, context, kind, { ...blockEndpoint(report), detail });
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'record block', correlation);
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
