import { LRUCache } from 'lru-cache';
import type { Connection } from '../domain/connection.ts';
import type { StaleReason } from '../domain/connection-list.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { Life } from '../domain/found-connections.ts';
import type { EndpointId } from '../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionFilter, Snapshot, SnapshotAsk, Snapshots } from '../ports/vpn-gateway.ts';
import { type Complete, EndpointScans, type RunningScan } from './endpoint-scans.ts';

/** A list this young is as good as a new one: people page through it, and EC2's own figures lag behind too. */
const freshForMs = 15_000;
/** A small endpoint is read again within this time, and then nobody sees an old list at all. */
const refreshPatienceMs = 250;
/** AWS takes some seconds to end a session: until then people look whether it is gone. */
const settledAfterMs = 30_000;
/**
 * However eager people are, pages are read at half the rate of 20 a second at which EC2 gives calls back to an account:
 * the limit is shared with everyone. An endpoint of one page costs no more than any other look.
 */
const pageLastsMs = 100;
/** Nobody has looked for so long: the memory is better used otherwise, and such a list helps nobody. */
const keptForMs = 5 * 60_000;

/** Nobody sees a difference, and whoever asks again and again costs EC2 one call every two seconds. */
const sharedForMs = 2_000;
const mostShared = 1_000;

/** Asks EC2 for a few connections alone. */
export type NarrowLook = (endpoint: Endpoint, filter: ConnectionFilter) => Promise<readonly Connection[]>;

interface SharedLook {
  readonly connections: Promise<readonly Connection[]>;
  readonly beganMs: number;
  doneAt: Moment | undefined;
}

/** The snapshots of all endpoints, each made by one scan at a time. */
export class Ec2Snapshots implements Snapshots {
  readonly #sweep: RunningScan;
  readonly #look: NarrowLook;
  readonly #looks = new LRUCache<string, SharedLook>({ max: mostShared });
  readonly #clock: Clock;
  readonly #endpoints = new Map<EndpointId, EndpointScans>();
  readonly #forgetting = new Map<EndpointId, NodeJS.Timeout>();
  readonly #actedAtMs = new Map<EndpointId, number>();

  constructor(sweep: RunningScan, look: NarrowLook, clock: Clock) {
    this.#sweep = sweep;
    this.#look = look;
    this.#clock = clock;
  }

  async recent(endpoint: Endpoint, { age, life, patienceMs }: SnapshotAsk): Promise<Snapshot> {
    const sweeps = this.#sweepsOf(endpoint);
    this.#forgetLater(endpoint, sweeps);
    const usable = this.#usable(sweeps.latest, life);
    if (usable !== undefined && this.#isFresh(endpoint, usable, age)) return usable.snapshot;

    const running = sweeps.running !== undefined && serves(sweeps.running, life) ? sweeps.running : undefined;
    const refreshed = running?.done ?? sweeps.begin(life);
    if (usable !== undefined) {
      const patience = Math.min(patienceMs, refreshPatienceMs);
      // What is there is better than nothing, as long as it says why it is no newer.
      const newer = await this.#within(patience, refreshed).catch(() => undefined);
      return newer?.snapshot ?? unrefreshed(usable.snapshot, sweeps.failing);
    }
    const complete = await this.#within(patienceMs, refreshed);
    if (complete !== undefined) return complete.snapshot;
    const { running: current } = sweeps;
    if (current === undefined || !serves(current, life)) return (await refreshed).snapshot;

    await current.begun;
    // Of most endpoints the first page is the last, and then the list is whole in this very moment.
    const whole = await this.#within(0, refreshed);
    return whole?.snapshot ?? current.partial();
  }

  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]> {
    const key = JSON.stringify([endpoint.id, filter]);
    const known = this.#looks.get(key);
    if (known !== undefined && this.#isShared(endpoint, known)) return known.connections;

    const connections = this.#look(endpoint, filter);
    const shared: SharedLook = { connections, beganMs: this.#clock.elapsedMs(), doneAt: undefined };
    this.#looks.set(key, shared);
    const done = () => {
      shared.doneAt = momentOf(this.#clock);
    };
    connections.then(done, () => this.#looks.peek(key) === shared && this.#looks.delete(key));
    return connections;
  }

  /** Reads the endpoint in a scan that begins after this call; whoever looks later has the good of it too. */
  async now(endpoint: Endpoint): Promise<Snapshot> {
    const sweeps = this.#sweepsOf(endpoint);
    this.#forgetLater(endpoint, sweeps);
    return (await sweeps.begin('live')).snapshot;
  }

  /** Notes that sessions there were just asked to end: no snapshot from before counts as fresh. */
  acted(endpoint: Endpoint): void {
    this.#actedAtMs.set(endpoint.id, this.#clock.elapsedMs());
  }

  #isShared({ id }: Endpoint, { beganMs, doneAt }: SharedLook): boolean {
    const sinceActMs = beganMs - (this.#actedAtMs.get(id) ?? Number.NEGATIVE_INFINITY);
    if (sinceActMs <= 0) return false;
    if (doneAt === undefined) return true;
    // While people look whether a session is gone, only those who look at the same time share.
    return sinceActMs > settledAfterMs && ageMs(this.#clock, doneAt) < sharedForMs;
  }

  #usable(latest: Complete | undefined, life: Life): Complete | undefined {
    if (latest === undefined || !serves(latest, life)) return undefined;
    return ageMs(this.#clock, latest.began) <= keptForMs ? latest : undefined;
  }

  #isFresh({ id }: Endpoint, { began, pageCount }: Complete, age: SnapshotAsk['age']): boolean {
    const sinceActMs = began.elapsedMs - (this.#actedAtMs.get(id) ?? Number.NEGATIVE_INFINITY);
    if (sinceActMs <= 0) return false;

    const isEager = age === 'newest' || sinceActMs <= settledAfterMs;
    const lastsMs = isEager ? Math.min(freshForMs, (pageCount - 1) * pageLastsMs) : freshForMs;
    return ageMs(this.#clock, began) < lastsMs;
  }

  #sweepsOf(endpoint: Endpoint): EndpointScans {
    const known = this.#endpoints.get(endpoint.id);
    if (known !== undefined) return known;

    const sweeps = new EndpointScans(endpoint, this.#sweep, this.#clock);
    this.#endpoints.set(endpoint.id, sweeps);
    return sweeps;
  }

  #forgetLater({ id }: Endpoint, sweeps: EndpointScans): void {
    clearTimeout(this.#forgetting.get(id));
    this.#forgetting.set(id, setTimeout(() => sweeps.forget(), keptForMs).unref());
  }

  async #within(ms: number, complete: Promise<Complete>): Promise<Complete | undefined> {
    if (!Number.isFinite(ms)) return complete;
    return Promise.race([complete, this.#clock.sleep(ms).then(() => undefined)]);
  }
}

/** The same snapshot, with the reason why it is old. */
function unrefreshed(snapshot: Snapshot, failing: StaleReason | undefined): Snapshot {
  if (failing === undefined) return snapshot;
  const { asOf, live, progress, isUnassociated } = snapshot;
  return {
    asOf,
    live,
    progress,
    isUnassociated,
    unrefreshed: failing,
    select: (target, life) => snapshot.select(target, life),
  };
}

function serves({ keepsEnded }: { readonly keepsEnded: boolean }, life: Life): boolean {
  return keepsEnded || life === 'live';
}
