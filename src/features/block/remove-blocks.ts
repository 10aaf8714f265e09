import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { alone } from '../../domain/audit-entry.ts';
import { type Block, type BlockKey, isSameBlock } from '../../domain/block.ts';
import type { LiftReport } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { Story } from '../../domain/kick-from-entries.ts';
import { recordHeld, strikeOff, unconfirmed } from '../../jobs/finish-job.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import { againAt, putBack } from '../../jobs/put-back.ts';
import type { Hold, Task } from '../../ports/agenda.ts';
import type { Blocking, World } from '../../ports/world.ts';
import { standingBlocks } from './active-blocks.ts';
import { blocksText } from './block-texts.ts';

/** Blocks that are to be lifted, whatever happens to the process. */
interface LiftTask {
  readonly correlation: Correlation;
  readonly lifted: readonly BlockKey[];
}

function taskFromLift({ correlation, lifted }: LiftTask): Task {
  const keys = lifted.map((key) => [key.name, key.endpoint ?? '', key.correlation]);
  return { key: `unblock ${correlation}`, payload: JSON.stringify([correlation, ...keys.flat()]) };
}

/** Undefined for a task that another version of the bot put down. */
function parseLiftTask({ payload }: Task): LiftTask | undefined {
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
 * Goes on with a lift that a process left behind, however late: it is of blocks that stood when it was asked for, and
 * does not touch what was put up since.
 */
export async function resumeLift(world: World, hold: Hold): Promise<void> {
  const task = parseLiftTask(hold.task);
  if (task === undefined) return world.agenda.finish(hold);

  try {
    await goOn(world, hold, task);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'resume lift', task.correlation);
    await putBack(world, hold, task.correlation, againAt(world));
  }
}

async function goOn(world: World, hold: Hold, { correlation, lifted }: LiftTask): Promise<unknown> {
  const { blocking, log, agenda } = world;
  const [requested, outcome] = await log.ofRequest(correlation);
  if (requested === undefined || blocking === undefined) return agenda.finish(hold);

  const { actor, channel = { id: '', name: '' }, target, reason, at } = requested;
  const names = lifted.map(({ name }) => name);
  const standing = await standingBlocks(world, blocking, names, channel.id, correlation);
  const left = standing.filter((block) => !lifted.some((key) => isSameBlock(block, key)));
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
  if (outcome !== undefined) return tellLift(world, hold, [requested, outcome], report);

  const about = { ...(target && { target }), ...(reason && { reason }) };
  const context = { correlation, actor, authority: alone, channel, ...about };
  const { isShown } = await takeOff(world, blocking, hold, context, [requested], report);
  return isShown;
}

export interface Lifted {
  readonly report: LiftReport;
  /** Whether people have been shown it: nothing waits for that. */
  readonly isShown: Promise<boolean>;
}

/**
 * Takes blocks off the list, once it is recorded that they are to be.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: they may or may not still stand, and it is tried again;
 * with any other, nothing is done.
 */
export async function lift(
  world: World,
  blocking: Blocking,
  context: EntryContext,
  lifted: readonly Block[],
  report: LiftReport,
): Promise<Lifted> {
  const hold = await world.agenda.begin(taskFromLift(report), leaseFrom(world.clock));
  const detail = blocksText(lifted, world.rules.endpoints);
  const { correlation } = report;
  const requested = await recordHeld(world, hold, correlation, () =>
    record(world, context, 'unblock-requested', { detail }),
  );
  try {
    return await takeOff(world, blocking, hold, context, [requested], report);
  } catch (error) {
    await strikeOff(world, { hold, isUnrecorded: true }, false, correlation);
    throw unconfirmed(error);
  }
}

/** Brings a requested lift to its end. */
async function takeOff(
  world: World,
  { blocks }: Blocking,
  hold: Hold | undefined,
  context: EntryContext,
  story: Story,
  report: LiftReport,
): Promise<Lifted> {
  await Promise.all(report.lifted.map((block) => blocks.remove(block)));
  const left = blocksText([...report.left, ...report.newer, ...report.unshown], world.rules.endpoints);
  const entry = await record(
    world,
    context,
    'unblocked',
    left === '' ? {} : { detail: `still blocked: ${left}` },
  );
  return { report, isShown: tellLift(world, hold, [...story, entry], report) };
}

/** Tells which blocks were lifted, and strikes the task off once that stands. */
async function tellLift(
  world: World,
  hold: Hold | undefined,
  story: Story,
  report: LiftReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    world.announcer.showLift(report),
    world.announcer.announce(story),
  ]);
  if (hold !== undefined)
    await putBack(world, hold, report.correlation, isShown && isAnnounced ? undefined : againAt(world));
  return isShown;
}
