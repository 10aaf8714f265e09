import { randomUUID } from 'node:crypto';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs } from '../../domain/moment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../ports/job-queue.ts';
import { StaleLeases } from '../stale-leases.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { itemsOf } from './items-of.ts';
import { type Condition, type DynamoTable, expiresAfter, isNew, type Key } from './table.ts';
import { packText, textFromItem } from './text.ts';

/** All jobs are in one partition, so that one consistent look finds the one due longest; there are few at a time. */
const partition = 'agenda';
const lastHold: Key = { pk: 'agenda-holds', sk: 'last' };
/** Hold 0 is nobody's. */
const nobody = 0;
/** A look at the job queue reads all that its items hold, once a second: what a job says is kept out of it when it is long. */
const mostBytes = 4_096;
/** No job is down for longer; parts of one that was completed are left to the table to forget. */
const partsLastMs = 90 * 24 * 3_600_000;

/**
 * A job queue in a table, which several processes may work off together. A job is one item, free from `due_ms` on: for
 * a held one, that is when its lease lapses. Every change asks for the hold that it was decided on, so that of two
 * who reach for a job one gets it, and what is asked again after a lost answer changes nothing more.
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
    return this.#translated('put a task down', async () => {
      // Most of what is enqueued again is there for long: that is known without a number for it.
      if ((await this.#table.get(keyOf(job))) !== undefined) return undefined;

      const number = await this.#nextHold();
      const item = { due_ms: until.getTime(), hold: number, begun: number };
      const isBegun = await this.#putDown(job, item, isNew);
      return isBegun || (await this.#isHeldAs(job, number)) ? { job, number } : undefined;
    });
  }

  async enqueue(job: Job, due: Date): Promise<void> {
    await this.#translated('put a task down for later', async () => {
      const begun = await this.#nextHold();
      return this.#putDown(job, { due_ms: due.getTime(), hold: nobody, begun });
    });
  }

  claim({ now, until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('take a task', async () => {
      const rows = await this.#tasks();
      const leases = rows.filter(({ hold, dueMs }) => hold !== nobody && dueMs > now.getTime());
      const stale = this.#stale.among(leases, until.getTime() - now.getTime());
      const due = rows.filter((row) => this.#isDue(row, now) || stale.includes(row));
      return this.#takeFirst(due.toSorted(longestDue), until);
    });
  }

  claimEarly(key: string, { now, until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('take a task early', async () => {
      const item = await this.#table.get(keyOf({ key }));
      const rows = item === undefined ? [] : [rowFromItem(item)];
      const free = rows.filter(({ hold, dueMs }) => hold === nobody || dueMs <= now.getTime());
      return this.#takeFirst(free, until);
    });
  }

  renew(hold: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#translated('keep a task', async () => {
      const values = { due: until.getTime(), written: this.#nowMs() };
      const change = { text: 'SET #due_ms = :due, #written_ms = :written', values };
      const kept = await this.#table.change(keyOf(hold.job), change, heldAs(hold.number));
      return kept === undefined ? undefined : hold;
    });
  }

  async reschedule({ job, number }: Lease, due: Date): Promise<void> {
    const change = {
      text: 'SET #due_ms = :due, #hold = :nobody, #written_ms = :written',
      values: { due: due.getTime(), nobody, written: this.#nowMs() },
    };
    await this.#translated('postpone a task', () => this.#table.change(keyOf(job), change, heldAs(number)));
  }

  async complete({ job, number }: Lease): Promise<void> {
    await this.#translated('strike a task off', () => this.#table.remove(keyOf(job), heldAs(number)));
  }

  ofKind(kind: string): Promise<readonly Job[]> {
    return this.#translated('read the agenda', async () => {
      const rows = (await this.#tasks()).filter(({ key }) => key.startsWith(`${kind} `));
      const texts = await Promise.all(rows.map(({ item }) => textFromItem(this.#table, item)));
      // One that was completed meanwhile has lost its parts: then it is down no longer.
      return rows.flatMap(({ key }, index) => {
        const payload = texts[index];
        return payload === undefined ? [] : [{ key, payload }];
      });
    });
  }

  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    return this.#translated('read the agenda', async () => {
      const rows = await this.#tasks();
      const now = this.#nowMs();
      // Of what was written in the future, nobody knows when it is due: it is now, or as soon as its lease proves stale.
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

  /** The clock was set back since it was written. */
  #isOfFuture({ writtenMs }: Row): boolean {
    return writtenMs > this.#nowMs() + clockSkewMs;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }

  async #tasks(): Promise<readonly Row[]> {
    return (await Array.fromAsync(itemsOf(this.#table, partition, 'first'))).map(rowFromItem);
  }

  /** Whoever was faster has the first: then it is the next one's turn. */
  async #takeFirst(rows: readonly Row[], until: Date): Promise<Lease | undefined> {
    if (rows.length === 0) return undefined;

    const number = await this.#nextHold();
    for (const row of rows) if (await this.#isTaken(row, number, until)) return this.#holdOf(row, number);
    return undefined;
  }

  async #holdOf({ key, item }: Row, number: number): Promise<Lease> {
    const payload = await textFromItem(this.#table, item);
    if (payload === undefined) throw new Failure('store_unavailable', `the task ${key} is unreadable`);
    return { job: { key, payload }, number };
  }

  /** What a job says is set down before the job, in parts of its own where looks at the job queue would drag it along. */
  async #putDown(job: Job, row: Item, only?: Condition): Promise<boolean> {
    const { fields, parts } = await packText(job.payload, randomUUID(), mostBytes);
    const expires = expiresAfter(this.#clock.now(), partsLastMs);
    for (const part of parts) await this.#table.put({ ...part, expires });
    return this.#table.put({ ...keyOf(job), ...row, ...fields, written_ms: this.#nowMs() }, only);
  }

  /** Gives the job a new holder, unless it changed since it was read. */
  async #isTaken({ key, hold, dueMs }: Row, number: number, until: Date): Promise<boolean> {
    const taken = await this.#table.change(
      keyOf({ key }),
      {
        text: 'SET #due_ms = :until, #hold = :number, #written_ms = :written',
        values: { until: until.getTime(), number, written: this.#nowMs() },
      },
      { text: '#hold = :hold AND #due_ms = :due', values: { hold, due: dueMs } },
    );
    return taken !== undefined || (await this.#isHeldAs({ key }, number));
  }

  /** An answer that was lost had the SDK ask again, and the second was refused for what the first had done. */
  async #isHeldAs(job: Pick<Job, 'key'>, number: number): Promise<boolean> {
    return (await this.#table.get(keyOf(job)))?.hold === number;
  }

  /** A number that nobody uses in the end leaves a gap, which harms nothing. */
  async #nextHold(): Promise<number> {
    const counted = await this.#table.change(lastHold, { text: 'ADD #number :one', values: { one: 1 } });
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
  /** The number of its first hold: those grow in the order in which jobs are enqueued. */
  readonly begun: number;
  /** 0 where an earlier version wrote it. */
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

function heldAs(number: number): Condition {
  return { text: '#hold = :number', values: { number } };
}
