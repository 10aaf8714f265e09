import { recordRefused } from '../../audit-log/record-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ConnectionId, Correlation } from '../../domain/ids.ts';
import { type Kick, outcomeOf, stateMeanings, type TerminationState } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import type { KickSelection, KickTargetRef } from '../../domain/target.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** What Retry asks about: the connections that a kick did not terminate and that are still active. */
export type Retry =
  | {
      readonly kind: 'found';
      readonly selection: KickSelection;
      readonly connections: readonly ConnectionId[];
      readonly reason: string;
    }
  /** All of them have ended since. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'in_progress' }
  /** They have more names than a modal can hold. */
  | { readonly kind: 'too_many' }
  /** This channel has no kick with that correlation. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly denial: Denial };

/** A modal holds 3,000 characters of what it is about. */
const longestNames = 2_000;

/**
 * Finds what a kick did not terminate, according to the audit log and a new look-up. It permits no termination: whoever
 * presses Retry is authorized again for the kick that its modal asks about.
 *
 * @throws {Failure} `store_unavailable` or `aws_…`
 */
export async function findRetry(
  app: AppContext,
  requester: Requester,
  correlation: Correlation,
): Promise<Retry> {
  const { log, rules, vpn } = app;
  const access = await loadActionAccess(app, requester);
  const kick = kickFromEntries(await log.ofRequest(correlation), rules.endpoints);
  const isHere = kick?.channel.id === requester.channel;
  const isOwn = kick?.actor.id === requester.person;
  const decision = authorize(rules, access, kick?.isMany ? 'kick-many' : 'kick');
  // People may retry what they did to their own connections where the channel has no such grant.
  if (!decision.allowed && !isOwn) {
    await recordRefused(app, requester, access, isHere ? kick.target : correlation, decision);
    return { kind: 'refused', denial: decision };
  }
  if (kick === undefined || !(isHere || isOwn)) return { kind: 'unknown' };
  if (outcomeOf(kick) === 'under_way') return { kind: 'in_progress' };

  const looks = [...notTerminatedIn(kick)].map(async ([endpoint, ids]) => {
    const seen = await vpn.connections(endpoint, { by: 'connection', ids });
    return seen.filter(isLive).map((connection) => ({ connection, endpoint }));
  });
  const active = (await Promise.all(looks)).flat();
  if (active.length === 0) return { kind: 'ended' };

  const targetRef = targetOf(active.map(({ connection }) => connection));
  if (targetRef === undefined || JSON.stringify(targetRef).length > longestNames) return { kind: 'too_many' };
  const [first, ...others] = new Set(active.map(({ endpoint }) => endpoint.name));
  const on = others.length === 0 ? first : undefined;
  const connections = active.map(({ connection }) => connection.id);
  return { kind: 'found', selection: { targetRef, on }, connections, reason: kick.reason };
}

/** Whether Retry may terminate a connection in this state. What somebody stopped on purpose is not offered. */
export function isWorthRetrying(kind: TerminationState['kind']): boolean {
  return stateMeanings[kind].mayBeTriedAgain && kind !== 'stopped';
}

function notTerminatedIn({ parts }: Kick) {
  const byEndpoint = Map.groupBy(parts, ({ endpoint }) => endpoint.id);
  return [...byEndpoint.values()].flatMap((own) => {
    const [first] = own;
    const ids = own.flatMap(({ connections }) =>
      connections.flatMap(({ connection, state }) => (isWorthRetrying(state.kind) ? connection.id : [])),
    );
    return first === undefined || ids.length === 0 ? [] : [[first.endpoint, ids] as const];
  });
}

/** One connection is targeted by its id; several by their names, which EC2's answer has and the audit log lacks. */
function targetOf(connections: readonly Connection[]): KickTargetRef | undefined {
  const [first, ...others] = connections;
  if (first !== undefined && others.length === 0) return { kind: 'connection', connection: first.id };

  const names = connections.map(nameOf).flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  const [name, ...more] = [...new Set(names)].map((text) => ({ kind: 'name', name: text }) as const);
  if (name === undefined) return undefined;
  return more.length === 0 ? name : { kind: 'several', targetRef: [name, ...more] };
}
