import { isLive } from '../core/connection.ts';
import type { Situation } from '../core/decide.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { Failure, failureFrom } from '../core/failure.ts';
import type { ConnectionId, Correlation } from '../core/ids.ts';
import { type Kick, sessionsOf } from '../core/kick.ts';
import type { KickFinding } from '../core/kick-finding.ts';
import { missedDetail } from '../core/missed-endpoint.ts';
import type { MissingEndpoint } from '../core/sighting.ts';
import { nameOf } from '../core/vpn-name.ts';
import type { Hold } from '../ports/agenda.ts';
import type { World } from '../ports/world.ts';
import { type Asker, situationOf } from './steps/asker.ts';
import { endOnEndpoint } from './steps/end-on-endpoint.ts';
import { requestEnd } from './steps/end-sessions.ts';
import { findSessionsToEnd, type KickAim } from './steps/find-sessions-to-end.ts';
import { type KickBoard, kickBoard } from './steps/kick-board.ts';
import { taskFrom } from './steps/kick-task.ts';
import { leaseFrom } from './steps/lease.ts';
import { type EntryContext, entryContext, entryEndpoint, record, recordRefusal } from './steps/record.ts';
import { sight } from './steps/sight.ts';
import { strikeOff, type Work } from './steps/strike-off.ts';

export interface KickOrder {
  /** The same whenever the same request is delivered again: what was begun under it is not begun twice. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly aim: KickAim;
  /** The sessions that were left ticked; without them, every session of the name, whatever was listed. */
  readonly only: readonly ConnectionId[] | undefined;
  readonly reason: string;
}

type Found = Extract<KickFinding, { kind: 'found' }>;

export type KickResult =
  /** Unless it is shown, whoever asked has seen nothing of it yet. */
  | { readonly kind: 'kicked'; readonly kick: Kick; readonly isShown: boolean }
  /** The same request was delivered before; what it began tells of itself. */
  | { readonly kind: 'begun' }
  /** Someone else was first on every session: one act, one outcome. */
  | { readonly kind: 'taken'; readonly by: string; readonly at: Date }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  | Exclude<KickFinding, Found>;

/**
 * Ends sessions and leaves a record of it: decided and looked up afresh, recorded, claimed, terminated, and
 * confirmed by looking again. How far it has come is told through the announcer meanwhile.
 */
export async function kick(world: World, order: KickOrder): Promise<KickResult> {
  const { minReason } = world.rules.kick;
  if ([...order.reason.trim()].length < minReason) return { kind: 'reason_too_short', minReason };
  if (await isBegun(world.log, order.correlation)) return { kind: 'begun' };

  const situation = await situationOf(world.directory, order.asker);
  const found = await findSessionsToEnd(world, situation, order.aim);
  if (found.kind === 'refused') {
    await recordRefusal(world, order.asker, situation, order.aim.whom, found.refusal);
  }
  if (found.kind !== 'found') return found;

  const sessions = found.sessions.filter(({ connection }) => order.only?.includes(connection.id) ?? true);
  if (sessions.length === 0) return { kind: 'none', missing: found.missing, beyond: found.beyond };
  return carryOut(world, order, situation, { ...found, sessions });
}

/** The record alone knows, whichever process it was that began. */
async function isBegun(log: World['log'], correlation: Correlation): Promise<boolean> {
  const entries = await log.ofRequest(correlation);
  return entries.some(({ kind }) => kind === 'requested');
}

async function carryOut(
  world: World,
  order: KickOrder,
  situation: Situation,
  found: Found,
): Promise<KickResult> {
  const { correlation } = order;
  const target = [...new Set(found.sessions.map(({ connection }) => nameText(connection)))].join(', ');
  const reason = order.reason.trim();
  const context = entryContext(order.asker, situation, { correlation, target, reason });
  const board = kickBoard(world.announcer, {
    correlation,
    target,
    reason,
    actor: context.actor,
    channel: context.channel,
    requestedAt: world.clock.now(),
    parts: [],
    missing: found.missing,
    beyond: found.beyond,
    stillOn: [],
  });

  const works = await Promise.all([
    ...endpointsOf(found).map((endpoint) => endThere(world, order, found, endpoint, context, board)),
    ...found.missing.map((missing) => recordMissing(world, context, found, missing, board)),
  ]);
  if (endsAll(order)) await lookElsewhere(world, situation, order, found, board);
  const isTold = await board.told();
  await Promise.all(works.map((work) => strikeOff(world, work, isTold, correlation)));
  return resultOf(board.kick(), await board.shown());
}

/** Whether every session of the name is meant, not just those listed. */
function endsAll({ only, aim }: KickOrder): boolean {
  return only === undefined && aim.whom.kind !== 'connection';
}

/** Someone who was thrown out on one endpoint may be back on another: "ended" is said only of all of them. */
async function lookElsewhere(
  world: World,
  situation: Situation,
  { aim }: KickOrder,
  found: Found,
  board: KickBoard,
): Promise<void> {
  if (aim.on !== undefined) return;

  const seen = [...endpointsOf(found), ...found.missing.map(({ endpoint }) => endpoint), ...found.beyond];
  const elsewhere = world.rules.endpoints.filter(({ id }) => !seen.some((endpoint) => endpoint.id === id));
  const { sessions, missing } = await sight(world, situation, elsewhere, found.target);
  const back = sessions.filter(({ connection, mayEnd }) => mayEnd && isLive(connection));
  board.left(
    back.map(({ connection }) => connection),
    missing,
  );
}

async function endThere(
  world: World,
  order: KickOrder,
  { sessions, target }: Found,
  endpoint: Endpoint,
  context: EntryContext,
  board: KickBoard,
): Promise<Work> {
  const connections = sessions
    .filter((seen) => seen.endpoint.id === endpoint.id)
    .map((seen) => seen.connection);
  const task = taskFrom({ correlation: context.correlation, endpoint: endpoint.id, target });

  let hold: Hold | undefined;
  try {
    hold = await world.agenda.begin(task, leaseFrom(world.clock));
    if (hold === undefined) throw new Failure('taken_over', `${task.key} is on the agenda already`);

    const job = { endpoint, endsAll: endsAll(order), by: order.asker.person, context, hold };
    const part = await requestEnd(world, job, connections);
    const { stillOn, missing, isUnrecorded } = await endOnEndpoint(world, job, target, [part], board);
    board.left(stillOn, missing);
    return { hold, isUnrecorded };
  } catch (error) {
    const failure = failureFrom(error);
    world.diagnostics.report(failure, 'end sessions', context.correlation);
    board.left([], [{ endpoint, code: failure.code }]);
    // It may have been requested already: who takes the task up reads in the record whether it was.
    return { hold, isUnrecorded: true };
  }
}

/** That an endpoint could not be reached belongs in the record: sessions there may have gone on. */
async function recordMissing(
  world: World,
  context: EntryContext,
  { target }: Found,
  { endpoint, code }: MissingEndpoint,
  board: KickBoard,
): Promise<Work> {
  const { correlation } = context;
  try {
    const task = taskFrom({ correlation, endpoint: endpoint.id, target });
    const hold = await world.agenda.begin(task, leaseFrom(world.clock));
    const detail = missedDetail(code);
    board.recorded([await record(world, context, 'failed', { endpoint: entryEndpoint(endpoint), detail })]);
    return { hold, isUnrecorded: false };
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'record failure', correlation);
    return { hold: undefined, isUnrecorded: false };
  }
}

function resultOf(kick: Kick, isShown: boolean): KickResult {
  const claimed = sessionsOf(kick).map(({ state }) => (state.kind === 'claimed' ? state : undefined));
  const [first] = claimed;

  return first !== undefined && claimed.every((state) => state !== undefined)
    ? { kind: 'taken', by: first.by, at: first.at }
    : { kind: 'kicked', kick, isShown };
}

function endpointsOf({ sessions }: Found): readonly Endpoint[] {
  return [...new Map(sessions.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}

function nameText(connection: Parameters<typeof nameOf>[0] & { readonly id: string }): string {
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? connection.id : name.text;
}
