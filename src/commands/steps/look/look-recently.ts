import { type Connection, isLive } from '../../../core/connection.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { type Found, foundFrom, type Life } from '../../../core/found.ts';
import type { Target } from '../../../core/selection.ts';
import type { MissingEndpoint, Unrefreshed } from '../../../core/sighting.ts';
import { spellingsOf } from '../../../core/vpn-name.ts';
import type { Progress, SnapshotAsk } from '../../../ports/snapshots.ts';
import type { LookingWorld } from '../../../ports/world.ts';
import { narrowLook, orMissing } from './look.ts';

/** What one endpoint told somebody who only looks. */
export interface RecentLook {
  readonly endpoint: Endpoint;
  readonly found: Found;
  readonly asOf: Date;
  /** Living connections on the endpoint, where a snapshot told. */
  readonly among: number | undefined;
  /** How far the snapshot is, while it is still being made. */
  readonly progress: Progress | undefined;
  /** Why the snapshot is old, where it could not be read again. */
  readonly unrefreshed: Unrefreshed | undefined;
}

export interface RecentAsk extends SnapshotAsk {
  /** Whether EC2 is asked for the target alone, where its filters can tell. */
  readonly narrows: boolean;
}

/** People who look for one person wait for that person, not for a list of everyone. */
const narrowPatienceMs = 300;

/** Looks at all endpoints side by side: at few connections as they are now, at lists as they were lately. */
export async function lookRecently(
  world: Pick<LookingWorld, 'vpn' | 'snapshots' | 'clock'>,
  endpoints: readonly Endpoint[],
  target: Target,
  ask: RecentAsk,
): Promise<{ readonly looks: readonly RecentLook[]; readonly missing: readonly MissingEndpoint[] }> {
  const looks = await Promise.all(
    endpoints.map((endpoint) => orMissing(endpoint, () => lookAtOne(world, endpoint, target, ask))),
  );
  return {
    looks: looks.filter((look) => 'found' in look),
    missing: looks.filter((look) => 'code' in look),
  };
}

async function lookAtOne(
  world: Pick<LookingWorld, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  target: Target,
  ask: RecentAsk,
): Promise<RecentLook> {
  const { life } = ask;
  const now = ask.narrows ? await narrowLook(world.vpn, endpoint, target) : undefined;
  const narrow = now?.filter((connection) => isLive(connection) === (life === 'live'));
  if (narrow !== undefined && (target.kind === 'connections' || narrow.length > 0)) {
    const found = foundFrom(narrow, life);
    const whole = { among: undefined, progress: undefined, unrefreshed: undefined };
    return { endpoint, found, asOf: world.clock.now(), ...whole };
  }

  const patienceMs =
    target.kind === 'names' && ask.narrows ? Math.min(ask.patienceMs, narrowPatienceMs) : ask.patienceMs;
  const snapshot = await world.snapshots.recent(endpoint, { life, age: ask.age, patienceMs });
  const selected = snapshot.select(target, life);
  return {
    endpoint,
    found: narrow === undefined ? selected : withoutGone(selected, target, life),
    asOf: snapshot.asOf,
    among: life === 'live' ? snapshot.live : undefined,
    progress: snapshot.progress,
    unrefreshed: snapshot.unrefreshed,
  };
}

/**
 * EC2 has just said that nobody is on under the usual spellings: whom the snapshot lists so has gone since. Others,
 * whose name is spelled in another way, only the snapshot knows.
 */
function withoutGone(found: Found, target: Target, life: Life): Found {
  if (target.kind !== 'names') return found;
  const asked = new Set(target.names.flatMap(spellingsOf));
  const isElse = ({ username }: Connection) => username === undefined || !asked.has(username);
  return foundFrom(found.slice().filter(isElse), life);
}
