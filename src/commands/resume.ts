import type { AuditEntry } from '../core/audit-entry.ts';
import { type Connection, isLive } from '../core/connection.ts';
import { notListed } from '../core/entry-connection.ts';
import { failureFrom } from '../core/failure.ts';
import { parseCorrelation, parsePersonId } from '../core/ids.ts';
import { type KickPart, type SessionState, withState } from '../core/kick.ts';
import { kickFromEntries, partFromStory, type Story, storiesOf } from '../core/kick-from-entries.ts';
import type { Hold } from '../ports/agenda.ts';
import type { World } from '../ports/world.ts';
import { endOnEndpoint } from './steps/end-on-endpoint.ts';
import type { Job } from './steps/end-sessions.ts';
import { type KickBoard, kickBoard } from './steps/kick-board.ts';
import { type KickTask, leaseFrom, parseKickTask } from './steps/kick-task.ts';
import { endsAllDetail } from './steps/outcome-entry.ts';
import { strikeOff } from './steps/strike-off.ts';

/** After so long, what was wanted may no longer be right: it is closed instead of carried out. */
const abandonedAfterMs = 2 * 60_000;

/**
 * Goes on with whatever is due on the agenda: what a process left behind that died, and what could not be told.
 *
 * @returns How many tasks were taken up.
 * @throws {Failure} `store_unavailable`
 */
export async function resumeDue(world: World): Promise<number> {
  for (let taken = 0; ; taken += 1) {
    const hold = await world.agenda.take(leaseFrom(world.clock));
    if (hold === undefined) return taken;
    await resume(world, hold);
  }
}

async function resume(world: World, hold: Hold): Promise<void> {
  const task = parseKickTask(hold.task);
  if (task === undefined) return world.agenda.finish(hold);

  try {
    const entries = await world.log.ofRequest(task.correlation);
    const { isUnrecorded, isTold } = await finishTask(world, hold, task, entries);
    await strikeOff(world, { hold, isUnrecorded }, isTold, task.correlation);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'resume', task.correlation);
    await strikeOff(world, { hold, isUnrecorded: true }, false, task.correlation);
  }
}

interface Finished {
  readonly isUnrecorded: boolean;
  readonly isTold: boolean;
}

async function finishTask(
  world: World,
  hold: Hold,
  task: KickTask,
  entries: readonly AuditEntry[],
): Promise<Finished> {
  const stories = storiesOf(entries).filter(([{ endpoint }]) => (endpoint?.id ?? '') === task.endpoint);
  const kick = kickFromEntries(entries, world.rules.endpoints);
  if (kick === undefined) return { isUnrecorded: false, isTold: await announceAll(world, stories) };

  const board = kickBoard(world.announcer, kick);
  for (const story of stories) board.recorded(story);
  const isUnrecorded = await goOn(world, hold, task, stories, board);
  return { isUnrecorded, isTold: await board.told() };
}

async function announceAll({ announcer }: World, stories: readonly Story[]): Promise<boolean> {
  const told = await Promise.all(stories.map((story) => announcer.announce(story)));
  return told.every((stands) => stands);
}

/** @returns Whether an outcome still has to be recorded. */
async function goOn(
  world: World,
  hold: Hold,
  { target }: KickTask,
  stories: readonly Story[],
  board: KickBoard,
): Promise<boolean> {
  const parts = stories.flatMap((story) => partFromStory(story, world.rules.endpoints) ?? []);
  const [first, ...others] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return false;

  const isStale = world.clock.now().getTime() - startOf(last) > abandonedAfterMs;
  const part = last.entries.length > 1 ? last : await lookBeforeGoingOn(world, last, isStale);
  board.changed(part);
  const job = jobFrom(hold, part, !isStale);
  if (job === undefined) return false;

  const rounds: readonly [KickPart, ...KickPart[]] =
    others.length === 0 ? [part] : [first, ...others.with(-1, part)];
  const { stillOn, missing, isUnrecorded } = await endOnEndpoint(world, job, target, rounds, board);
  board.left(stillOn, missing);
  return isUnrecorded;
}

/**
 * The order may have reached AWS before the process died: only what is still active is asked for again, and only
 * while the request is young.
 */
async function lookBeforeGoingOn({ vpn }: World, part: KickPart, isStale: boolean): Promise<KickPart> {
  const ids = part.sessions.map(({ connection }) => connection.id);
  const seen = await vpn.connections(part.endpoint, { by: 'connection', ids });

  return part.sessions.reduce((current, { connection }) => {
    const row = seen.find(({ id }) => id === connection.id);
    return withState(current, connection, stateNow(connection, row, isStale));
  }, part);
}

function stateNow(connection: Connection, row: Connection | undefined, isStale: boolean): SessionState {
  const change = { previous: connection.status, via: [], current: row?.status ?? notListed };
  if (row === undefined || !isLive(row) || row.status.code === 'terminating')
    return { kind: 'terminating', change };
  if (row.status.code === 'failed-to-terminate') return { kind: 'not_ended', change };
  return isStale ? { kind: 'abandoned' } : { kind: 'requested' };
}

function jobFrom(
  hold: Hold,
  { endpoint, entries: [requested] }: KickPart,
  mayGoOn: boolean,
): Job | undefined {
  const by = requested === undefined ? undefined : parsePersonId(requested.actor.id);
  const correlation = requested === undefined ? undefined : parseCorrelation(requested.correlation);
  if (requested === undefined || by === undefined || correlation === undefined) return undefined;

  const { actor, channel = { id: '', name: '' }, target, reason, detail } = requested;
  const context = { correlation, actor, channel, ...(target && { target }), ...(reason && { reason }) };
  return { endpoint, by, context, hold, endsAll: mayGoOn && detail === endsAllDetail };
}

function startOf({ entries: [requested] }: KickPart): number {
  return Date.parse(requested?.at ?? '');
}
