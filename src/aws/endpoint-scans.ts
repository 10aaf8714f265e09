import type { ConnectionPhase, StaleReason } from '../domain/connection-list.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { failureFrom } from '../domain/failure.ts';
import { type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';
import type { Snapshot } from '../ports/vpn-gateway.ts';
import { Duplicates } from './snapshot/duplicates.ts';
import type { PackedPage } from './snapshot/packed-page.ts';
import { PackedSnapshot } from './snapshot/packed-snapshot.ts';

/**
 * Reads every page of an endpoint and reports each one.
 *
 * @returns `without network` when none is associated with the endpoint: then no one is connected, whatever the pages
 * contained.
 * @throws {Failure} with an `aws_…` code, or anything after `signal` was aborted.
 */
export type RunningScan = (
  endpoint: Endpoint,
  keepsEnded: boolean,
  onPage: (page: PackedPage) => void,
  signal: AbortSignal,
) => Promise<'read' | 'without network'>;

/** A scan in progress. */
export interface Running {
  readonly keepsEnded: boolean;
  /** Whether only background work waits for it. */
  isBackground: boolean;
  readonly done: Promise<Complete>;
  /** Ends the scan. Those who wait for it receive the result of another one. */
  giveWayTo(other: Promise<Complete>): void;
  /** Resolves when there is something to show: the first page, or the end of the scan. */
  readonly begun: Promise<unknown>;
  /** Returns what has been read so far. */
  partial(): Snapshot;
}

export interface Complete {
  readonly snapshot: Snapshot;
  readonly keepsEnded: boolean;
  readonly began: Moment;
  /** The cost of another scan, in calls. */
  readonly pageCount: number;
}

/**
 * The scans of one endpoint, of which only one runs at a time. Callers that need the current state share the scan that
 * begins next; callers that need a recent state share the one in progress. A scan that only background work waits for is
 * ended as soon as anyone needs the current state, and the background work receives that instead.
 */
export class EndpointScans {
  readonly #endpoint: Endpoint;
  readonly #scan: RunningScan;
  readonly #clock: Clock;
  #running: Running | undefined;
  #next: { keepsEnded: boolean; isBackground: boolean; readonly done: Promise<Complete> } | undefined;
  #latest: Complete | undefined;
  #latestCount: number | undefined;
  #failing: StaleReason | undefined;

  constructor(endpoint: Endpoint, scan: RunningScan, clock: Clock) {
    this.#endpoint = endpoint;
    this.#scan = scan;
    this.#clock = clock;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  get latest(): Complete | undefined {
    return this.#latest;
  }

  /** Why there is no later snapshot than {@link latest}, if a scan failed since. */
  get failing(): StaleReason | undefined {
    return this.#failing;
  }

  /** Releases the latest snapshot, and remembers how large it was. */
  forget(): void {
    this.#latest = undefined;
  }

  /** Runs a scan that begins after this call. */
  begin(phase: ConnectionPhase, isBackground = false): Promise<Complete> {
    const keepsEnded = phase === 'ended';
    // The scan in progress ends a moment before the queued one begins: whoever comes between them joins the queued one.
    if (this.#next !== undefined) {
      if (keepsEnded) this.#next.keepsEnded = true;
      if (!isBackground) this.#next.isBackground = false;
      return this.#next.done;
    }
    const running = this.#running;
    if (running === undefined) return this.#start(keepsEnded, isBackground).done;
    if (running.isBackground && !isBackground) {
      const { done } = this.#start(keepsEnded || running.keepsEnded, false);
      running.giveWayTo(done);
      return done;
    }

    const next = { keepsEnded, isBackground, done: this.#afterRunning(running) };
    this.#next = next;
    return next.done;
  }

  async #afterRunning(running: Running): Promise<Complete> {
    await running.done.catch(() => {});
    const { keepsEnded = false, isBackground = false } = this.#next ?? {};
    this.#next = undefined;
    return this.#start(keepsEnded, isBackground).done;
  }

  #start(keepsEnded: boolean, isBackground: boolean): Running {
    const began = momentOf(this.#clock);
    const asOf = began.at;
    const pages: PackedPage[] = [];
    const duplicates = new Duplicates();
    const first = Promise.withResolvers<void>();
    const about = this.#latestCount;
    const ending = new AbortController();
    let other: Promise<Complete> | undefined;
    let running: Running | undefined;
    const read = async (): Promise<Complete> => {
      try {
        const onPage = (page: PackedPage) => {
          pages.push(page);
          duplicates.add(page);
          first.resolve();
        };
        const outcome = await this.#scan(this.#endpoint, keepsEnded, onPage, ending.signal);
        if (other !== undefined) return other;
        const isUnassociated = outcome === 'without network';
        if (isUnassociated) pages.length = 0;
        const outdated = isUnassociated ? new Set<number>() : duplicates.outdated;
        const snapshot = new PackedSnapshot(this.#endpoint.id, pages, { asOf, outdated, isUnassociated });
        snapshot.putInOrder();
        const complete = { snapshot, keepsEnded, began, pageCount: pages.length };
        this.#latest = complete;
        this.#latestCount = countOf(pages);
        this.#failing = undefined;
        return complete;
      } catch (error) {
        if (other !== undefined) return other;
        this.#failing = { code: failureFrom(error).code, since: this.#failing?.since ?? asOf };
        throw error;
      } finally {
        if (this.#running === running) this.#running = undefined;
      }
    };
    const done = read();
    // Callers that wait receive the failure. If nobody waits, it must not become an unhandled rejection.
    done.catch(() => {});
    running = {
      keepsEnded,
      isBackground,
      giveWayTo: (instead) => {
        other = instead;
        ending.abort();
      },
      begun: Promise.race([first.promise, done]),
      partial: () => {
        const progress = { read: countOf(pages), about };
        const outdated = new Set(duplicates.outdated);
        return new PackedSnapshot(this.#endpoint.id, [...pages], { asOf, progress, outdated });
      },
      done,
    };
    running.begun.catch(() => {});
    this.#running = running;
    return running;
  }
}

function countOf(pages: readonly PackedPage[]): number {
  return pages.reduce((sum, { count }) => sum + count, 0);
}
