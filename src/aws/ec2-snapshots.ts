import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { LRUCache } from 'lru-cache';
import type { Connection } from '../domain/connection.ts';
import type { ConnectionPhase, StaleReason } from '../domain/connection-list.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { EndpointId } from '../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionFilter, Snapshot, SnapshotAsk, Snapshots } from '../ports/vpn-gateway.ts';
import { type Complete, EndpointScans, type RunningScan } from './endpoint-scans.ts';

/** A snapshot of this age is as good as a new one: people page through it, and EC2's own figures lag as well. */
const freshForMs = 15_000;
/** The longest wait for a newer snapshot. A small endpoint is scanned within it, so people never see its old snapshot. */
const refreshPatienceMs = 250;
/** AWS takes some seconds to terminate a connection. During this time people check whether it has ended. */
const settledAfterMs = 30_000;
/**
 * However often people ask, pages are read at half the rate of 20 calls a second at which EC2 refills an account's
 * allowance, because the limit is shared with all other callers. An endpoint of one page costs no more than any other
 * look-up.
 */
const pageLastsMs = 100;
/**
 * A snapshot that nobody has used for this long is dropped: its memory has better uses, and such old data helps nobody.
 */
const keptForMs = minutesToMilliseconds(5);

/** The difference is not noticeable, and someone who asks repeatedly costs EC2 only one call every two seconds. */
const sharedForMs = 2_000;
const maxShared = 1_000;

/** Queries EC2 for a few connections only. */
export type FilteredQuery = (endpoint: Endpoint, filter: ConnectionFilter) => Promise<readonly Connection[]>;

interface SharedQuery {
  readonly connections: Promise<readonly Connection[]>;
  readonly beganMs: number;
  doneAt: Moment | undefined;
}

/** The snapshots of all endpoints. Each endpoint is scanned by one scan at a time. */
export class Ec2Snapshots implements Snapshots {
  readonly #scan: RunningScan;
  readonly #query: FilteredQuery;
  readonly #queries = new LRUCache<string, SharedQuery>({ max: maxShared });
  readonly #clock: Clock;
  readonly #endpoints = new Map<EndpointId, EndpointScans>();
  readonly #forgetting = new Map<EndpointId, NodeJS.Timeout>();
  readonly #actedAtMs = new Map<EndpointId, number>();

  constructor(scan: RunningScan, query: FilteredQuery, clock: Clock) {
    this.#scan = scan;
    this.#query = query;
    this.#clock = clock;
  }

  async recent(
    endpoint: Endpoint,
    { age, phase, patienceMs, isBackground = false }: SnapshotAsk,
  ): Promise<Snapshot> {
    const scans = this.#scansOf(endpoint);
    this.#forgetLater(endpoint, scans);
    const usable = this.#usable(scans.latest, phase);
    if (usable !== undefined && (age === 'any' || this.#isFresh(endpoint, usable, age)))
      return usable.snapshot;

    const running = scans.running !== undefined && serves(scans.running, phase) ? scans.running : undefined;
    if (running !== undefined && !isBackground) running.isBackground = false;
    const refreshed = running?.done ?? scans.begin(phase, isBackground);
    if (usable !== undefined) {
      const patience = Math.min(patienceMs, refreshPatienceMs);
      // An old snapshot is better than none, as long as it says that a newer one is being read, or why there is none.
      const newer = await this.#within(patience, refreshed).catch(() => undefined);
      return newer?.snapshot ?? outdated(usable.snapshot, scans.failing);
    }
    const complete = await this.#within(patienceMs, refreshed);
    if (complete !== undefined) return complete.snapshot;
    const { running: current } = scans;
    if (current === undefined || !serves(current, phase)) return (await refreshed).snapshot;

    await current.begun;
    // Most endpoints have only one page, so the snapshot may be complete at this moment.
    const whole = await this.#within(0, refreshed);
    return whole?.snapshot ?? current.partial();
  }

  connections(
    endpoint: Endpoint,
    filter: ConnectionFilter,
    age?: SnapshotAsk['age'],
  ): Promise<readonly Connection[]> {
    const key = JSON.stringify([endpoint.id, filter]);
    const known = this.#queries.get(key);
    if (known !== undefined && (age === 'any' || this.#isShared(endpoint, known))) return known.connections;

    const connections = this.#query(endpoint, filter);
    const shared: SharedQuery = { connections, beganMs: this.#clock.elapsedMs(), doneAt: undefined };
    this.#queries.set(key, shared);
    const done = () => {
      shared.doneAt = momentOf(this.#clock);
    };
    connections.then(done, () => this.#queries.peek(key) === shared && this.#queries.delete(key));
    return connections;
  }

  /** Scans the endpoint from after this call on; later callers can use the result too. */
  async now(endpoint: Endpoint): Promise<Snapshot> {
    const scans = this.#scansOf(endpoint);
    this.#forgetLater(endpoint, scans);
    return (await scans.begin('live')).snapshot;
  }

  /** Notes that connections were just terminated there: earlier snapshots no longer count as fresh. */
  acted(endpoint: Endpoint): void {
    this.#actedAtMs.set(endpoint.id, this.#clock.elapsedMs());
  }

  #isShared({ id }: Endpoint, { beganMs, doneAt }: SharedQuery): boolean {
    const sinceActMs = beganMs - (this.#actedAtMs.get(id) ?? Number.NEGATIVE_INFINITY);
    if (sinceActMs <= 0) return false;
    if (doneAt === undefined) return true;
    // While people check whether a connection has ended, a query is shared only by simultaneous callers.
    return sinceActMs > settledAfterMs && ageMs(this.#clock, doneAt) < sharedForMs;
  }

  #usable(latest: Complete | undefined, phase: ConnectionPhase): Complete | undefined {
    if (latest === undefined || !serves(latest, phase)) return undefined;
    return ageMs(this.#clock, latest.began) <= keptForMs ? latest : undefined;
  }

  #isFresh({ id }: Endpoint, { began, pageCount }: Complete, age: SnapshotAsk['age']): boolean {
    const sinceActMs = began.elapsedMs - (this.#actedAtMs.get(id) ?? Number.NEGATIVE_INFINITY);
    if (sinceActMs <= 0) return false;

    const isEager = age === 'newest' || sinceActMs <= settledAfterMs;
    const lastsMs = isEager ? Math.min(freshForMs, (pageCount - 1) * pageLastsMs) : freshForMs;
    return ageMs(this.#clock, began) < lastsMs;
  }

  #scansOf(endpoint: Endpoint): EndpointScans {
    const known = this.#endpoints.get(endpoint.id);
    if (known !== undefined) return known;

    const scans = new EndpointScans(endpoint, this.#scan, this.#clock);
    this.#endpoints.set(endpoint.id, scans);
    return scans;
  }

  #forgetLater({ id }: Endpoint, scans: EndpointScans): void {
    clearTimeout(this.#forgetting.get(id));
    this.#forgetting.set(id, setTimeout(() => scans.forget(), keptForMs).unref());
  }

  async #within(ms: number, complete: Promise<Complete>): Promise<Complete | undefined> {
    if (!Number.isFinite(ms)) return complete;
    return Promise.race([complete, this.#clock.sleep(ms).then(() => undefined)]);
  }
}

/** Returns the same snapshot with the reason why it is old: a newer one is still being read, or cannot be read. */
function outdated(snapshot: Snapshot, failing: StaleReason | undefined): Snapshot {
  const { asOf, live, progress, isUnassociated } = snapshot;
  return {
    asOf,
    live,
    progress,
    isUnassociated,
    stale: failing,
    isRefreshing: failing === undefined,
    select: (target, phase, arrangement) => snapshot.select(target, phase, arrangement),
  };
}

function serves({ keepsEnded }: { readonly keepsEnded: boolean }, phase: ConnectionPhase): boolean {
  return keepsEnded || phase === 'live';
}
