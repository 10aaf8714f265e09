import { randomUUID } from 'node:crypto';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs } from '../../domain/moment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../ports/job-queue.ts';
import { StaleLeases } from '../stale-leases.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { type Condition, type DynamoTable, expiresAfter, isNew, itemsOf, type Key } from './table.ts';
import { packText, textFromItem } from './text.ts';

/**
 * All jobs are in one partition, so that one consistent read finds the job due longest. There are few jobs at a time.
 */
const partition = 'agenda';
const lastNumber: Key = { pk: 'agenda-holds', sk: 'last' };
/** Lease number 0 means that no process holds the job. */
const nobody = 0;
/** The queue reads all its items in full, once a second. A longer payload is therefore stored outside the item. */
const mostBytes = 4_096;
/** No job stays in the queue for longer. The table deletes the parts of completed jobs after this. */
const partsLastMs = 90 * 24 * 3_600_000;

/**
 * A job queue in a table, which several processes may share. Each job is one item, free from `due_ms` on; for a leased
 * job that is when its lease expires. Every change is conditional on the lease that it was based on. Of two processes
 * that claim a job only one gets it, and a request repeated after a lost answer changes nothing more.
 */
export class DynamoJobQueue implements JobQueue {
  readonly #table: DynamoTable;
  readonly #clock: Pick<Clock, 'now' | 'elapsedMs'>;
  readonly #stale: StaleLeases;

  constructor(table: DynamoTable, clock: Pick<Clock, 'now' | 'elapsedMs'>) {
    this.#table = table;
    this.#clock = clock;
    this.#stale = new StaleLeases(clock);
  }

  enqueueClaimed(job: Job, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('enqueue a job', async () => {
      // Most jobs that are enqueued again are already there, which is known without using a lease number.
      if ((await this.#table.get(keyOf(job))) !== undefined) return undefined;

      const number = await this.#nextNumber();
      const item = { due_ms: until.getTime(), hold: number, begun: number };
      const isBegun = await this.#write(job, item, isNew);
      return isBegun || (await this.#isLeasedAs(job, number)) ? { job, number } : undefined;
    });
  }

  async enqueue(job: Job, due: Date): Promise<void> {
    await this.#translated('enqueue a job for later', async () => {
      const begun = await this.#nextNumber();
      return this.#write(job, { due_ms: due.getTime(), hold: nobody, begun });
    });
  }

  claim({ now, until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('claim a job', async () => {
      const rows = await this.#rows();
      const leases = rows.filter(({ hold, dueMs }) => hold !== nobody && dueMs > now.getTime());
      const stale = this.#stale.among(leases, until.getTime() - now.getTime());
      const due = rows.filter((row) => this.#isDue(row, now) || stale.includes(row));
      return this.#claimFirst(due.toSorted(longestDue), until);
    });
  }

  claimEarly(key: string, { now, until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('claim a job early', async () => {
      const item = await this.#table.get(keyOf({ key }));
      const rows = item === undefined ? [] : [rowFromItem(item)];
      const free = rows.filter(({ hold, dueMs }) => hold === nobody || dueMs <= now.getTime());
      return this.#claimFirst(free, until);
    });
  }

  renew(lease: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('renew a lease', async () => {
      const values = { due: until.getTime(), written: this.#nowMs() };
      const change = { text: 'SET #due_ms = :due, #written_ms = :written', values };
      const renewed = await this.#table.change(keyOf(lease.job), change, leasedAs(lease.number));
      return renewed === undefined ? undefined : lease;
    });
  }

  async reschedule({ job, number }: Lease, due: Date): Promise<void> {
    const change = {
      text: 'SET #due_ms = :due, #hold = :nobody, #written_ms = :written',
      values: { due: due.getTime(), nobody, written: this.#nowMs() },
    };
    await this.#translated('reschedule a job', () =>
      this.#table.change(keyOf(job), change, leasedAs(number)),
    );
  }

  async complete({ job, number }: Lease): Promise<void> {
    await this.#translated('complete a job', () => this.#table.remove(keyOf(job), leasedAs(number)));
  }

  ofKind(kind: string): Promise<readonly Job[]> {
    return this.#translated('read the job queue', async () => {
      const rows = (await this.#rows()).filter(({ key }) => key.startsWith(`${kind} `));
      const texts = await Promise.all(rows.map(({ item }) => textFromItem(this.#table, item)));
      // A job that was completed meanwhile has lost its parts, so it is no longer in the queue.
      return rows.flatMap(({ key }, index) => {
        const payload = texts[index];
        return payload === undefined ? [] : [{ key, payload }];
      });
    });
  }

  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    return this.#translated('read the job queue', async () => {
      const rows = await this.#rows();
      const now = this.#nowMs();
      // The due time of a row written in the future is unknown: the job is due now, or as soon as its lease proves
      // stale.
      const dueMs = rows
        .map((row) => (this.#isOfFuture(row) ? Math.min(row.dueMs, now) : row.dueMs))
        .toSorted((a, b) => a - b)
        .at(0);
      return { open: rows.length, dueSince: dueMs === undefined ? undefined : new Date(dueMs) };
    });
  }

  #isDue(row: Row, now: Date): boolean {
    return row.dueMs <= now.getTime() || (row.hold === nobody && this.#isOfFuture(row));
  }

  /** Says whether the clock was set back after the row was written. */
  #isOfFuture({ writtenMs }: Row): boolean {
    return writtenMs > this.#nowMs() + clockSkewMs;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }

  async #rows(): Promise<readonly Row[]> {
    return (await Array.fromAsync(itemsOf(this.#table, partition, 'first'))).map(rowFromItem);
  }

  /** Claims the first job that is still free: another process may claim one first. */
  async #claimFirst(rows: readonly Row[], until: Date): Promise<Lease | undefined> {
    if (rows.length === 0) return undefined;

    const number = await this.#nextNumber();
    for (const row of rows) if (await this.#isClaimed(row, number, until)) return this.#leaseOf(row, number);
    return undefined;
  }

  async #leaseOf({ key, item }: Row, number: number): Promise<Lease> {
    const payload = await textFromItem(this.#table, item);
    if (payload === undefined) throw new Failure('store_unavailable', `the task ${key} is unreadable`);
    return { job: { key, payload }, number };
  }

  /**
   * Writes the job. A long payload is written first, in parts of its own, so that reads of the job queue stay small.
   */
  async #write(job: Job, row: Item, only?: Condition): Promise<boolean> {
    const { fields, parts } = await packText(job.payload, randomUUID(), mostBytes);
    const expires = expiresAfter(this.#clock.now(), partsLastMs);
    for (const part of parts) await this.#table.put({ ...part, expires });
    return this.#table.put({ ...keyOf(job), ...row, ...fields, written_ms: this.#nowMs() }, only);
  }

  /** Claims the job for this process, unless it has changed since it was read. */
  async #isClaimed({ key, hold, dueMs }: Row, number: number, until: Date): Promise<boolean> {
    const claimed = await this.#table.change(
      keyOf({ key }),
      {
        text: 'SET #due_ms = :until, #hold = :number, #written_ms = :written',
        values: { until: until.getTime(), number, written: this.#nowMs() },
      },
      { text: '#hold = :hold AND #due_ms = :due', values: { hold, due: dueMs } },
    );
    return claimed !== undefined || (await this.#isLeasedAs({ key }, number));
  }

  /**
   * If an answer was lost, the SDK repeated the request, which was then refused because the first one had succeeded.
   */
  async #isLeasedAs(job: Pick<Job, 'key'>, number: number): Promise<boolean> {
    return (await this.#table.get(keyOf(job)))?.hold === number;
  }

  /** Allocates a lease number. A number that is never used leaves a harmless gap. */
  async #nextNumber(): Promise<number> {
    const counted = await this.#table.change(lastNumber, { text: 'ADD #number :one', values: { one: 1 } });
    return Number(counted?.number);
  }

  async #translated<T>(work: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', work, thrown);
    }
  }
}

interface Row {
  readonly key: string;
  readonly dueMs: number;
  readonly hold: number;
  /** The number of the job's first lease. These numbers grow in the order in which jobs are enqueued. */
  readonly begun: number;
  /** 0 when an earlier version wrote the row. */
  readonly writtenMs: number;
  readonly item: Item;
}

function rowFromItem(item: Item): Row {
  const { sk, due_ms, hold, begun, written_ms = 0 } = item;
  return {
    key: String(sk),
    dueMs: Number(due_ms),
    hold: Number(hold),
    begun: Number(begun),
    writtenMs: Number(written_ms),
    item,
  };
}

function longestDue(a: Row, b: Row): number {
  return a.dueMs - b.dueMs || a.begun - b.begun;
}

function keyOf({ key }: Pick<Job, 'key'>): Key {
  return { pk: partition, sk: key };
}

function leasedAs(number: number): Condition {
  return { text: '#hold = :number', values: { number } };
}
