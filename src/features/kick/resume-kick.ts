import { entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { AuditEntry, Authority } from '../../domain/audit-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import { notListed } from '../../domain/entry-connection.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type ConnectionId, parseCorrelation, parsePersonId } from '../../domain/ids.ts';
import { type Kick, type KickPart, type SessionState, withState } from '../../domain/kick.ts';
import { isForEveryone, kickExtentFrom, otherUsersFrom } from '../../domain/kick-extent.ts';
import {
  kickFromEntries,
  missedDetail,
  partFromStory,
  type Story,
  storiesOf,
} from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { strikeOff } from '../../jobs/finish-job.ts';
import type { Hold } from '../../ports/agenda.ts';
import type { World } from '../../ports/world.ts';
import { assureWatch } from '../reconnect/start-watch.ts';
import type { Watch } from '../reconnect/watch.ts';
import { closeBreakGlass } from './break-glass.ts';
import { catchUp, showAsRecorded } from './catch-up.ts';
import { type KickTask, parseKickTask } from './kick-job.ts';
import { endOnEndpoint } from './kick-on-endpoint.ts';
import { type KickBoard, kickBoard } from './kick-progress.ts';
import { type Claimed, claimSessions, stateFromClaimed } from './lock-connections.ts';
import { neverStopped, stopSign } from './stop-sign.ts';
import type { Job } from './terminate-connections.ts';

/** After so long, what was wanted may no longer be right: it is closed instead of carried out. */
export const abandonedAfterMs = 2 * 60_000;

/** Goes on with a kick that a process left behind, on one endpoint; or tells again what could not be told of it. */
export async function resumeKick(world: World, hold: Hold): Promise<void> {
  const task = parseKickTask(hold.task);
  if (task === undefined) return world.agenda.finish(hold);

  try {
    const told = await world.log.ofRequest(task.correlation);
    const entries = task.endpoint === '' ? await closeBreakGlass(world, told) : told;
    const { isUnrecorded, isTold } = await finishTask(world, hold, task, entries);
    await strikeOff(world, { hold, isUnrecorded }, isTold, task.correlation);
  } catch (error) {
    const failure = failureFrom(error);
    world.diagnostics.report(failure, 'resume', task.correlation);
    if (failure.code === 'taken_over') await showAsRecorded(world, task.correlation);
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
  const stories = storiesOf(entries).filter(
    ([{ kind, endpoint }]) =>
      // A return has a task of its own.
      kind !== 'returned' && (endpoint?.id ?? '') === task.endpoint,
  );
  const names = task.target.kind === 'names' ? task.target.names : [];
  const kick = kickFromEntries(entries, world.rules.endpoints, names);
  if (kick === undefined) return { isUnrecorded: false, isTold: await announceAll(world, stories) };

  const board = kickBoard(world.announcer, kick);
  for (const story of stories) board.recorded(story);
  try {
    if (stories.length === 0) await closeUnbegun(world, task, kick, board);
    const isUnrecorded = await goOn(world, hold, task, kick, stories, board);
    await catchUp(world, task.correlation, board, task.endpoint);
    return { isUnrecorded, isTold: await board.told() };
  } finally {
    // After a failure too: whoever goes on must not show anything before it.
    await board.told();
  }
}

/** Nothing was requested on this endpoint, so nobody was ended there: that must not look like a kick that is done. */
async function closeUnbegun(world: World, task: KickTask, kick: Kick, board: KickBoard): Promise<void> {
  const endpoint = world.rules.endpoints.find(({ id }) => id === task.endpoint);
  if (endpoint === undefined) return;

  const { correlation, actor, authority, channel, target, reason } = kick;
  const context = { correlation, actor, authority, channel, target, reason };
  const code = 'interrupted';
  const told = { endpoint: entryEndpoint(endpoint), detail: missedDetail(code) };
  board.recorded([await record(world, context, 'failed', told)]);
  board.left([], [{ endpoint, code }]);
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
  { authority }: Kick,
  stories: readonly Story[],
  board: KickBoard,
): Promise<boolean> {
  const parts = stories
    .filter(([{ kind }]) => kind === 'requested')
    .flatMap((story) => partFromStory(story, world.rules.endpoints) ?? []);
  const last = parts.at(-1);
  const mayAct = last !== undefined && isFresh(world, last);
  const job = last === undefined ? undefined : jobFrom(world, hold, last, authority, mayAct);
  if (job === undefined) return false;

  const resumed: KickPart[] = [];
  const active: Connection[] = [];
  for (const part of parts) {
    const looked = part.entries.length > 1 ? undefined : await lookBeforeGoingOn(world, job, part, mayAct);
    resumed.push(looked?.part ?? part);
    active.push(...(looked?.active ?? []));
  }
  // A process that died before it had put the watch down has ended nothing: then all are active.
  if (mayAct) await assureWatch(world, job.endpoint, job.context.correlation, watchFrom(job, active, target));
  for (const part of resumed) board.changed(part);
  const { stillOn, missing, isUnrecorded } = await endOnEndpoint(world, job, target, resumed, board);
  board.left(stillOn, missing);
  return isUnrecorded;
}

/** Whether what was requested may still be carried out: soon after, and on an endpoint that is still ours. */
function isFresh({ clock, rules }: World, { endpoint, entries: [requested] }: KickPart): boolean {
  const isOurs = rules.endpoints.some(({ id }) => id === endpoint.id);
  return isOurs && !isOver(new Date(requested?.at ?? 0), abandonedAfterMs, clock.now());
}

/**
 * The order may have reached AWS before the process died: only what is still active is asked for again, and only
 * while the request is fresh. What another request was first on is left to it.
 */
async function lookBeforeGoingOn(
  world: World,
  job: Job,
  part: KickPart,
  mayAct: boolean,
): Promise<{ readonly part: KickPart; readonly active: readonly Connection[] }> {
  const { endpoint, by, context } = job;
  const listed = part.sessions.map(({ connection }) => connection);
  const claims = await claimSessions(world, endpoint, listed, by, context.correlation);
  const ours = claims.filter(({ kind }) => kind !== 'taken').map(({ connection }) => connection);
  const { states, active } = await statesNow(world, part, ours, mayAct);
  const stateOf = (claimed: Claimed) => states.get(claimed.connection.id) ?? stateFromClaimed(claimed);
  return {
    part: claims.reduce((current, claimed) => withState(current, claimed.connection, stateOf(claimed)), part),
    active,
  };
}

interface Seen {
  readonly states: ReadonlyMap<ConnectionId, SessionState>;
  /** Those that AWS will be asked to end, by the names that the record does not keep. */
  readonly active: readonly Connection[];
}

function watchFrom({ since, extent }: Job, connections: readonly Connection[], target: ExactTarget): Watch {
  const isName = extent === 'name';
  const targets = isName && target.kind === 'names' ? target.names : [];
  return { connections, targets, elsewhere: [], spared: [], since, again: isName ? 'name' : 'connection' };
}

/** @throws {Failure} `aws_…` while the request is fresh; later it is closed as what it is, unknown. */
async function statesNow(
  { vpn }: World,
  { endpoint }: KickPart,
  connections: readonly Connection[],
  mayAct: boolean,
): Promise<Seen> {
  const ids = connections.map(({ id }) => id);
  try {
    const seen = ids.length === 0 ? [] : await vpn.connections(endpoint, { by: 'connection', ids });
    const rowOf = (wanted: ConnectionId) => seen.find(({ id }) => id === wanted);
    const states = new Map(connections.map((each) => [each.id, stateNow(each, rowOf(each.id), mayAct)]));
    return { states, active: seen.filter(({ id }) => states.get(id)?.kind === 'requested') };
  } catch (error) {
    if (mayAct) throw error;
    const unanswered = { kind: 'unanswered', code: failureFrom(error).code } as const;
    return { states: new Map(ids.map((id) => [id, unanswered])), active: [] };
  }
}

function stateNow(connection: Connection, row: Connection | undefined, mayAct: boolean): SessionState {
  const change = { previous: connection.status, via: [], current: row?.status ?? notListed };
  if (row === undefined || !isLive(row) || row.status.code === 'terminating')
    return { kind: 'terminating', change };
  if (row.status.code === 'failed-to-terminate') return { kind: 'not_ended', change };
  return mayAct ? { kind: 'requested' } : { kind: 'abandoned' };
}

function jobFrom(
  world: World,
  hold: Hold,
  { endpoint, entries: [requested] }: KickPart,
  authority: Authority,
  mayAct: boolean,
): Job | undefined {
  const by = requested === undefined ? undefined : parsePersonId(requested.actor.id);
  const correlation = requested === undefined ? undefined : parseCorrelation(requested.correlation);
  if (requested === undefined || by === undefined || correlation === undefined) return undefined;

  const { actor, channel = { id: '', name: '' }, target, reason, detail } = requested;
  const context = {
    correlation,
    actor,
    authority,
    channel,
    ...(target && { target }),
    ...(reason && { reason }),
  };
  // What may no longer be carried out is closed for what is listed, and nobody is looked for again.
  const extent = mayAct ? kickExtentFrom(detail) : 'listed';
  const isStopped = extent === 'many' ? stopSign(world, correlation) : neverStopped;
  // The record tells when the request was made, and EC2's clock is seldom far from ours.
  const since = new Date(requested.at);
  // What the record says nothing of is not known: then every connection with the name counts.
  const otherUsers = otherUsersFrom(detail) || undefined;
  const isEveryone = isForEveryone(detail);
  return { endpoint, by, context, hold, extent, since, otherUsers, isEveryone, isStopped };
}
