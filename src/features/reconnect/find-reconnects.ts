import { type Connection, isLive } from '../../domain/connection.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import type { Found } from '../../domain/found-connections.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { whole } from '../../ports/vpn-gateway.ts';
import { connectionsByUsername, seenOn, usernamesAsked } from '../connections/list-connections.ts';
import type { WatchJob } from './watch-job.ts';

/** So many connections are read at once, before others have their turn. */
const mostAtOnce = 1_000;

export interface ReconnectLook {
  /** Living connections that may be new since the kick, whoever they belong to. */
  readonly connections: readonly Connection[];
  readonly asOf: Date;
}

/**
 * Looks for connections that began after the kick. The first look at few people is quick: one call, for the usual
 * spellings of their user names. Each other look reads the list that everybody shares, and so costs the same however
 * many names are watched, and knows every spelling.
 *
 * @returns Undefined where no connection can go by a name that is watched.
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

/** The latest come first, and those whose beginning EC2 does not tell come last. */
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

/** The first place from which on something holds; it holds at every later place. */
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
