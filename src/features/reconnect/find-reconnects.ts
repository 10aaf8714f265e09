import { type Connection, isLive } from '../../domain/connection.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import type { Found } from '../../domain/found-connections.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { whole } from '../../ports/vpn-gateway.ts';
import { connectionsByUsername, seenOn, usernamesAsked } from '../connections/list-connections.ts';
import type { WatchJob } from './watch-job.ts';

/** Connections that are read in one turn of the event loop, before other work has its turn. */
const mostAtOnce = 1_000;

export interface ReconnectLook {
  /** Live connections of anyone that may have begun since the kick. */
  readonly connections: readonly Connection[];
  readonly asOf: Date;
}

/**
 * Finds connections that began after the kick. The first look after a kick of few people is quick: one call, for the
 * usual spellings of their user names. Every other look reads the shared snapshot, so it costs the same however many
 * names are watched, and it finds every spelling.
 *
 * @returns Undefined if no connection on the endpoint can have a watched name.
 * @throws {Failure} `aws_…`
 */
export async function findReconnects(
  { vpn, snapshots, clock }: Pick<ReadContext, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  { usernames, only, since }: WatchJob,
  isFirst: boolean,
): Promise<ReconnectLook | undefined> {
  const facts = await vpn.facts(endpoint);
  const [hasUsernames, isDirectory] = [knowsUsernames(facts), hasDirectory(facts)];
  if (only !== undefined && hasUsernames !== (only === 'username')) return undefined;

  if (isFirst && hasUsernames && usernames.length > 0) {
    const asOf = clock.now();
    const asked = usernamesAsked(usernames, isDirectory);
    const connections = await connectionsByUsername(vpn, endpoint, asked);
    if (connections !== undefined)
      return { connections: seenOn(connections.filter(isLive), isDirectory), asOf };
  }
  const snapshot = await snapshots.recent(endpoint, { life: 'live', ...whole });
  const everyone = snapshot.select({ kind: 'everyone' }, 'live');
  const connections = await newIn(everyone, since, clock);
  return { connections: seenOn(connections, isDirectory), asOf: snapshot.asOf };
}

/** Relies on the order of the list: the latest connections come first, and those without a start time come last. */
async function newIn(
  everyone: Found,
  since: Date | undefined,
  clock: Pick<ReadContext['clock'], 'sleep'>,
): Promise<readonly Connection[]> {
  const { length } = everyone;
  const sinceMs = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  const old = firstPlace(length, (place) => everyone.momentAt(place) < sinceMs);
  const unknown = firstPlace(length, (place) => everyone.momentAt(place) === 0);

  const found: Connection[] = [];
  for (const [first, last] of [[0, old] as const, [Math.max(old, unknown), length] as const])
    for (let from = first; from < last; from += mostAtOnce) {
      if (found.length > 0) await clock.sleep(0);
      found.push(...everyone.slice(from, Math.min(from + mostAtOnce, last)));
    }
  return found;
}

/** Finds the first place at which `holds` is true. It must be true at every later place as well. */
function firstPlace(length: number, holds: (place: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
