import { min } from 'date-fns/min';
import { isInFuture } from '../../src/domain/moment.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../src/ports/job-queue.ts';
import { staleLeaseFinder } from '../../src/store/stale-leases.ts';

interface Row {
  readonly job: Job;
  /** When it is free to be taken: for a held job, when the lease lapses. */
  readonly due: Date;
  /** Undefined when it was given back. */
  readonly hold: number | undefined;
  readonly written: Date;
}

const realTime = { now: () => new Date(), elapsedMs: () => performance.now() };

/** A job queue that lasts as long as the process, for tests and rehearsals. */
export class MemoryJobQueue implements JobQueue {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Pick<Clock, 'now' | 'elapsedMs'>;
  readonly #findStale: ReturnType<typeof staleLeaseFinder>;
  #lastHold = 0;

  constructor(clock: Pick<Clock, 'now' | 'elapsedMs'> = realTime) {
    this.#clock = clock;
    this.#findStale = staleLeaseFinder(clock);
  }

  async enqueueClaimed(job: Job, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#rows.has(job.key) ? undefined : this.#give(job, until);
  }

  async enqueue(job: Job, due: Date): Promise<void> {
    // Taken out first, so that it stands behind those that were enqueued before it.
    this.#rows.delete(job.key);
    this.#rows.set(job.key, { job, due, hold: undefined, written: this.#clock.now() });
  }

  async claim({ now, until }: LeaseTerm): Promise<Lease | undefined> {
    const leases = [...this.#rows.values()].flatMap(({ job: { key }, hold, due }) =>
      hold === undefined || due <= now ? [] : [{ key, number: hold, dueMs: due.getTime() }],
    );
    const stale = this.#findStale(leases, until.getTime() - now.getTime()).map(({ key }) => key);
    const row = this.#inOrder().find(
      ({ job, due, hold, written }) =>
        due <= now || stale.includes(job.key) || (hold === undefined && this.#isOfFuture(written)),
    );
    return row && this.#give(row.job, until);
  }

  async claimEarly(key: string, { now, until }: LeaseTerm): Promise<Lease | undefined> {
    const row = this.#rows.get(key);
    const isHeld = row?.hold !== undefined && row.due > now;
    return row === undefined || isHeld ? undefined : this.#give(row.job, until);
  }

  async renew(hold: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    const row = this.#held(hold);
    if (row === undefined) return undefined;

    this.#rows.set(hold.job.key, { ...row, due: until, written: this.#clock.now() });
    return hold;
  }

  async reschedule(hold: Lease, due: Date): Promise<void> {
    const row = this.#held(hold);
    if (row !== undefined)
      this.#rows.set(hold.job.key, { ...row, due, hold: undefined, written: this.#clock.now() });
  }

  async complete(hold: Lease): Promise<void> {
    if (this.#held(hold) !== undefined) this.#rows.delete(hold.job.key);
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
    this.#lastHold += 1;
    this.#rows.set(job.key, { job, due: until, hold: this.#lastHold, written: this.#clock.now() });
    return { job, number: this.#lastHold };
  }

  #held({ job, number }: Lease): Row | undefined {
    const row = this.#rows.get(job.key);
    return row?.hold === number ? row : undefined;
  }
}
