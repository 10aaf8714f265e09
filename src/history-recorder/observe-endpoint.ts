import { setImmediate } from 'node:timers/promises';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { max } from 'date-fns/max';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import { type Connection, isLive } from '../domain/connection.ts';
import { type ConnectionRecord, type ConnectionUpdate, updateFrom } from '../domain/connection-record.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';
import { type Snapshot, whole } from '../ports/vpn-gateway.ts';

export type ObserverContext = Pick<ReadContext, 'snapshots' | 'rules'> & {
  readonly history: ConnectionHistory;
  /** Called for each connection that this process sees for the first time, active or ended. */
  readonly onFound: (connection: FoundConnection) => void;
  /** Returns whether to stop between two batches. Nothing is lost: the next look records the rest. */
  readonly isStopped: () => boolean;
};

export type FoundConnection = Pick<ConnectionRecord, 'endpointId' | 'id' | 'username' | 'commonName'> & {
  readonly startedAt: Date | undefined;
};

/**
 * EC2 lists ended connections for 60 minutes. A scan of a large endpoint takes up to two minutes, in which the oldest ones
 * leave the list before they are read.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnConnections.html
 */
const lookBackMinutes = 58;
/** Scans are more frequent, so that new connections are known soon. Charts need no more points than these. */
const storedEveryMs = minutesToMilliseconds(5);
/** A batch of this size delays neither the event loop nor others who write to the store. */
const batchSize = 200;
/** How many records are read in one turn of the event loop, where nothing is written. */
const turnSize = 1_000;
/** Sources differ by seconds about one start. A connection that starts later than this is another one. */
const sameStartMs = minutesToMilliseconds(1);

/** A connection that was active in the latest scan. */
interface Active {
  readonly startedMs: number;
  /** When EC2 last said that it was active. */
  readonly seenMs: number;
  /** The number of the last scan that listed it. */
  readonly scan: number;
}

/**
 * Compares each scan of one endpoint with the one before, and adds to the history only what is new: connections that
 * began, and connections that ended. All times are EC2's.
 */
export class EndpointObserver {
  readonly #context: ObserverContext;
  readonly #endpoint: Endpoint;
  #active = new Map<ConnectionId, Active>();
  /** Ended connections that are in the history, for as long as EC2 lists them. */
  #ended = new Set<ConnectionId>();
  /** How many scans were recorded completely. */
  #scan = 0;
  #last: Pick<Snapshot, 'asOf' | 'isUnassociated'> | undefined;
  #storedAt: Date | undefined;

  constructor(context: ObserverContext, endpoint: Endpoint) {
    this.#context = context;
    this.#endpoint = endpoint;
  }

  /**
   * Scans the endpoint, or uses a scan that a list asked for, and records what is new.
   *
   * @returns How many connections EC2 listed; undefined if there was no newer scan than last time, or it was stopped.
   * @throws {Failure} `history_unavailable`, or an `aws_…` code.
   */
  async observe(): Promise<number | undefined> {
    const snapshot = await this.#context.snapshots.recent(this.#endpoint, {
      ...whole,
      phase: 'ended',
      isBackground: true,
    });
    const { asOf } = snapshot;
    if (asOf.getTime() === this.#last?.asOf.getTime()) return undefined;
    // The clock was set back. What was observed at times that are yet to come says nothing about the time until then.
    if (this.#last !== undefined && asOf < this.#last.asOf) this.#forgetLast();

    await this.#readHistory(asOf);
    if (!(await this.#recordListed(snapshot))) return undefined;
    await this.#recordVanished(snapshot);
    await this.#recordObservation(snapshot);
    this.#scan += 1;
    this.#last = { asOf, isUnassociated: snapshot.isUnassociated };
    return this.#active.size + this.#ended.size;
  }

  #forgetLast(): void {
    this.#last = undefined;
    this.#storedAt = undefined;
  }

  /**
   * Reads which connections were active when the endpoint was last observed, unless this process observed it itself
   * recently enough for EC2 to still list everything that ended since.
   */
  async #readHistory(asOf: Date): Promise<void> {
    if (this.#last !== undefined && this.#last.asOf >= subMinutes(asOf, lookBackMinutes)) return;

    const { history, onFound } = this.#context;
    const observedAt = await this.#observedUntil(asOf);
    const active = new Map<ConnectionId, Active>();
    for (const [place, record] of (await history.open(this.#endpoint.id)).entries()) {
      if (place % turnSize === 0) await setImmediate();
      const { id, startedAt, lastSeenAt } = record;
      // It was active in every scan after the one that found it, or its end would have been recorded.
      const isCovered = observedAt !== undefined && startedAt <= observedAt;
      const seenAt = isCovered ? max([lastSeenAt, observedAt]) : lastSeenAt;
      active.set(id, { startedMs: startedAt.getTime(), seenMs: seenAt.getTime(), scan: this.#scan });
      if (record.publicIp === undefined) onFound(record);
    }
    this.#active = active;
    this.#ended = new Set();
  }

  /** Returns when the endpoint was last observed, by any process. Most often it was a moment ago. */
  async #observedUntil(asOf: Date): Promise<Date | undefined> {
    const { history, rules } = this.#context;
    for (const since of [subMinutes(asOf, lookBackMinutes), subDays(asOf, rules.history.days)]) {
      const latest = (await history.observations(this.#endpoint.id, since, asOf)).at(-1);
      if (latest !== undefined) return latest.at;
    }
    return undefined;
  }

  /** Records the connections that began or ended since the scan before. @returns False if it was stopped. */
  async #recordListed(snapshot: Snapshot): Promise<boolean> {
    const { history, isStopped } = this.#context;
    const listedEnded = new Set<ConnectionId>();
    let batch: Connection[] = [];
    const write = async () => {
      if (batch.length === 0) return;
      await history.record(batch.map((connection) => updateFrom(connection, snapshot.asOf)));
      for (const connection of batch) this.#note(connection, snapshot.asOf, listedEnded);
      batch = [];
    };

    for await (const connections of chunksOf(snapshot)) {
      for (const connection of connections) {
        if (this.#isNew(connection)) batch.push(connection);
        else this.#note(connection, snapshot.asOf, listedEnded);
      }
      if (batch.length >= batchSize) await write();
      if (isStopped()) return false;
    }
    await write();
    this.#ended = listedEnded;
    return true;
  }

  #isNew(connection: Connection): boolean {
    if (!isLive(connection)) return !this.#ended.has(connection.id);
    const active = this.#active.get(connection.id);
    const { establishedAt } = connection;
    if (active === undefined || establishedAt === undefined) return active === undefined;
    return Math.abs(differenceInMilliseconds(establishedAt, active.startedMs)) > sameStartMs;
  }

  #note(connection: Connection, asOf: Date, listedEnded: Set<ConnectionId>): void {
    const { id, endpointId, username, commonName, establishedAt: startedAt } = connection;
    const active = this.#active.get(id);
    if (active === undefined && !this.#ended.has(id))
      this.#context.onFound({ endpointId, id, username, commonName, startedAt });
    if (isLive(connection)) {
      const seenMs = (connection.sampledAt ?? asOf).getTime();
      const scan = this.#scan + 1;
      this.#active.set(id, { startedMs: startedAt?.getTime() ?? seenMs, seenMs, scan });
    } else {
      this.#active.delete(id);
      this.#ended.add(id);
      listedEnded.add(id);
    }
  }

  /**
   * Records the end of connections that EC2 lists no longer, neither as active nor as ended: they ended more than an hour
   * ago, while nobody looked, or their endpoint has lost its network. When they ended is not known. It waits for a second scan, because one scan may miss a row when rows move between pages.
   */
  async #recordVanished(snapshot: Snapshot): Promise<void> {
    const vanished = [...this.#active].filter(([, { scan }]) => scan < this.#scan);
    for (let from = 0; from < vanished.length; from += batchSize) {
      const batch = vanished.slice(from, from + batchSize);
      await this.#context.history.record(batch.map(([id, active]) => this.#vanished(id, active, snapshot)));
      for (const [id] of batch) this.#active.delete(id);
      await setImmediate();
    }
  }

  #vanished(
    id: ConnectionId,
    { startedMs, seenMs }: Active,
    { asOf, isUnassociated }: Snapshot,
  ): ConnectionUpdate {
    const seenAt = new Date(seenMs);
    const listedSince = subMinutes(asOf, lookBackMinutes);
    // Without a network EC2 lists no ended connections either, not even the latest.
    const isListing = !isUnassociated && this.#last?.isUnassociated !== true && listedSince > seenAt;
    return {
      endpointId: this.#endpoint.id,
      id,
      startedAt: new Date(startedMs),
      lastSeenAt: seenAt,
      endedAt: seenAt,
      endedBefore: isListing ? listedSince : asOf,
    };
  }

  async #recordObservation({ asOf, live, isUnassociated }: Snapshot): Promise<void> {
    const isDue =
      this.#storedAt === undefined || differenceInMilliseconds(asOf, this.#storedAt) >= storedEveryMs;
    if (!isDue && isUnassociated === this.#last?.isUnassociated) return;

    const since = isUnassociated ? this.#unassociatedSince(asOf) : subMinutes(asOf, lookBackMinutes);
    await this.#context.history.recordObservation({
      endpointId: this.#endpoint.id,
      at: asOf,
      since,
      active: live,
    });
    this.#storedAt = asOf;
  }

  /** Without a network EC2 lists no ended connections either. Nothing can have begun since an earlier look without one. */
  #unassociatedSince(asOf: Date): Date {
    return this.#last?.isUnassociated ? (this.#storedAt ?? this.#last.asOf) : asOf;
  }
}

/** The connections of a snapshot, live ones first. The event loop turns between two chunks. */
async function* chunksOf(snapshot: Snapshot): AsyncIterable<readonly Connection[]> {
  // Snapshots are sorted in this order in advance.
  for (const [phase, order] of [
    ['live', 'longest'],
    ['ended', 'newest'],
  ] as const) {
    const found = snapshot.select({ kind: 'everyone' }, phase, { order });
    for (let from = 0; from < found.length; from += batchSize) {
      yield found.slice(from, from + batchSize);
      await setImmediate();
    }
  }
}
