import { min } from 'date-fns/min';
import { isInFuture } from '../../src/domain/moment.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../src/ports/job-queue.ts';
import { staleLeaseFinder } from '../../src/store/stale-leases.ts';

interface Row {
  readonly job: Job;
  /** When it is free to be taken: for a leased job, when the lease expires. */
  readonly due: Date;
  /** Undefined while it is not leased. */
  readonly lease: number | undefined;
  readonly written: Date;
}

const realTime = { now: () => new Date(), elapsedMs: () => performance.now() };

/** A job queue that lasts as long as the process, for tests and rehearsals. */
export class MemoryJobQueue implements JobQueue {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Pick<Clock, 'now' | 'elapsedMs'>;
  readonly #findStale: ReturnType<typeof staleLeaseFinder>;
  #lastLease = 0;

  constructor(clock: Pick<Clock, 'now' | 'elapsedMs'> = realTime) {
    this.#clock = clock;
    this.#findStale = staleLeaseFinder(clock);
  }

  async enqueueClaimed(job: Job, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#rows.has(job.key) ? undefined : this.#give(job, until);
  }

  async enqueue(job: Job, due: Date): Promise<void> {
    // Taken out first, so that it comes after those that were enqueued before it.
    this.#rows.delete(job.key);
    this.#rows.set(job.key, { job, due, lease: undefined, written: this.#clock.now() });
  }

  async claim({ now, until }: LeaseTerm): Promise<Lease | undefined> {
    const leases = [...this.#rows.values()].flatMap(({ job: { key }, lease, due }) =>
      lease === undefined || due <= now ? [] : [{ key, number: lease, dueMs: due.getTime() }],
    );
    const stale = this.#findStale(leases, until.getTime() - now.getTime()).map(({ key }) => key);
    const row = this.#inOrder().find(
      ({ job, due, lease, written }) =>
        due <= now || stale.includes(job.key) || (lease === undefined && this.#isOfFuture(written)),
    );
    return row && this.#give(row.job, until);
  }

  async claimEarly(key: string, { now, until }: LeaseTerm): Promise<Lease | undefined> {
    const row = this.#rows.get(key);
    const isLeased = row?.lease !== undefined && row.due > now;
    return row === undefined || isLeased ? undefined : this.#give(row.job, until);
  }

  async renew(lease: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    const row = this.#leased(lease);
    if (row === undefined) return undefined;

    this.#rows.set(lease.job.key, { ...row, due: until, written: this.#clock.now() });
    return lease;
  }

  async reschedule(lease: Lease, due: Date): Promise<void> {
    const row = this.#leased(lease);
    if (row !== undefined)
      this.#rows.set(lease.job.key, { ...row, due, lease: undefined, written: this.#clock.now() });
  }

  async complete(lease: Lease): Promise<void> {
    if (this.#leased(lease) !== undefined) this.#rows.delete(lease.job.key);
  }

  async ofKind(kind: string): Promise<readonly Job[]> {
    return [...this.#rows.values()].map(({ job }) => job).filter(({ key }) => key.startsWith(`${kind} `));
  }

  async state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    const now = this.#clock.now();
    const dues = [...this.#rows.values()].map(({ due, written }) =>
      this.#isOfFuture(written) ? min([due, now]) : due,
    );
    return { open: this.#rows.size, dueSince: dues.length === 0 ? undefined : min(dues) };
  }

  /** Sorting keeps the order of those due at the same instant: the one that was enqueued first. */
  #inOrder(): readonly Row[] {
    return [...this.#rows.values()].sort((a, b) => a.due.getTime() - b.due.getTime());
  }

  /** The clock was set back since it was written. */
  #isOfFuture(written: Date): boolean {
    return isInFuture(written, this.#clock.now());
  }

  #give(job: Job, until: Date): Lease {
    this.#lastLease += 1;
    this.#rows.set(job.key, { job, due: until, lease: this.#lastLease, written: this.#clock.now() });
    return { job, number: this.#lastLease };
  }

  #leased({ job, number }: Lease): Row | undefined {
    const row = this.#rows.get(job.key);
    return row?.lease === number ? row : undefined;
  }
}
