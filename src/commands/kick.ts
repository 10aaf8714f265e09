import type { Situation } from '../core/decide.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { failureFrom } from '../core/failure.ts';
import type { ConnectionId } from '../core/ids.ts';
import { type Kick, sessionsOf } from '../core/kick.ts';
import type { KickFinding } from '../core/kick-finding.ts';
import type { MissingEndpoint } from '../core/sighting.ts';
import { nameOf } from '../core/vpn-name.ts';
import type { World } from '../ports/world.ts';
import { type Asker, situationOf } from './steps/asker.ts';
import { endOnEndpoint } from './steps/end-on-endpoint.ts';
import { findSessionsToEnd, type KickAim } from './steps/find-sessions-to-end.ts';
import { type KickBoard, kickBoard } from './steps/kick-board.ts';
import {
  type EntryContext,
  entryContext,
  entryEndpoint,
  record,
  recordRefusal,
  targetText,
} from './steps/record.ts';

export interface KickOrder {
  readonly asker: Asker;
  readonly aim: KickAim;
  /** The sessions that were left ticked; without them, every session of the name, whatever was listed. */
  readonly only: readonly ConnectionId[] | undefined;
  readonly reason: string;
}

type Found = Extract<KickFinding, { kind: 'found' }>;

export type KickResult =
  | { readonly kind: 'kicked'; readonly kick: Kick }
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

  const situation = await situationOf(world.directory, order.asker);
  const found = await findSessionsToEnd(world, situation, order.aim);
  if (found.kind === 'refused') {
    await recordRefusal(world, order.asker, situation, targetText(order.aim.whom), found.refusal);
  }
  if (found.kind !== 'found') return found;

  const sessions = found.sessions.filter(({ connection }) => order.only?.includes(connection.id) ?? true);
  if (sessions.length === 0) return { kind: 'none', missing: found.missing, beyond: found.beyond };
  return carryOut(world, order, situation, { ...found, sessions });
}

async function carryOut(
  world: World,
  order: KickOrder,
  situation: Situation,
  found: Found,
): Promise<KickResult> {
  const correlation = world.newCorrelation();
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

  await Promise.all([
    ...endpointsOf(found).map((endpoint) => endThere(world, order, found, endpoint, context, board)),
    ...found.missing.map((missing) => recordMissing(world, context, missing, board)),
  ]);
  await board.told();
  return resultOf(board.kick());
}

async function endThere(
  world: World,
  { asker, aim, only }: KickOrder,
  { sessions, target }: Found,
  endpoint: Endpoint,
  context: EntryContext,
  board: KickBoard,
): Promise<void> {
  const connections = sessions
    .filter((session) => session.endpoint.id === endpoint.id)
    .map((s) => s.connection);
  const endsAll = only === undefined && aim.whom.kind !== 'connection';
  const round = { endpoint, connections, endsAll, by: asker.person, context };

  try {
    const { stillOn, missing } = await endOnEndpoint(world, round, target, board);
    board.left(stillOn, missing);
  } catch (error) {
    const failure = failureFrom(error);
    world.diagnostics.report(failure, 'end sessions', context.correlation);
    board.left([], [{ endpoint, code: failure.code }]);
  }
}

/** That an endpoint could not be reached belongs in the record: sessions there may have gone on. */
async function recordMissing(
  world: World,
  context: EntryContext,
  { endpoint, code }: MissingEndpoint,
  board: KickBoard,
): Promise<void> {
  try {
    const detail = `could not be looked at: ${code}`;
    board.recorded([await record(world, context, 'failed', { endpoint: entryEndpoint(endpoint), detail })]);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'record failure', context.correlation);
  }
}

function resultOf(kick: Kick): KickResult {
  const claimed = sessionsOf(kick).map(({ state }) => (state.kind === 'claimed' ? state : undefined));
  const [first] = claimed;

  return first !== undefined && claimed.every((state) => state !== undefined)
    ? { kind: 'taken', by: first.by, at: first.at }
    : { kind: 'kicked', kick };
}

function endpointsOf({ sessions }: Found): readonly Endpoint[] {
  return [...new Map(sessions.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}

function nameText(connection: Parameters<typeof nameOf>[0] & { readonly id: string }): string {
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? connection.id : name.text;
}
