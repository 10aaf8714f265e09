import { randomUUID } from 'node:crypto';
import { addDays } from 'date-fns/addDays';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { min } from 'date-fns/min';
import { Failure } from '../../domain/failure.ts';
import { isInFuture } from '../../domain/moment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Job, JobQueue, Lease } from '../../ports/job-queue.ts';
import { staleLeaseFinder } from '../stale-leases.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Expression, Item, Key } from './items.ts';
import { type DynamoTable, expiresAt, isNew, itemsOf } from './table.ts';
import { type PackedText, packText, textFromItem } from './text.ts';

/**
 * All jobs are in one partition, so that one consistent read finds the job due longest. There are few jobs at a time.
 */
const partition = 'agenda';
const lastNumber: Key = { pk: 'agenda-holds', sk: 'last' };
/** Lease number 0 means that no process holds the job. */
const nobody = 0;
/** The queue reads all its items in full, once a second. A longer payload is therefore stored outside the item. */
const maxBytes = 4_096;
/**
 * The table deletes a payload's parts this long after the job is due. Nothing else deletes them, also when the job is
 * completed, and a job that cannot be completed is retried for a long time.
 */
const partsLastDays = 90;
/** Parts that last at least this long after a job's new due time are not written again. */
const leastPartsLastDays = 60;

/**
 * A job queue in a table, which several processes may share. Each job is one item, free from `due_ms` on; for a leased
 * job that is when its lease expires. Every change is conditional on the lease that it was based on. Of two processes
 * that claim a job only one gets it, and a request repeated after a lost answer changes nothing more.
 */
export function dynamoJobQueue(table: DynamoTable, clock: Pick<Clock, 'now' | 'elapsedMs'>): JobQueue {
  const findStale = staleLeaseFinder(clock);
  const nowMs = () => clock.now().getTime();
  /** Says whether the clock was set back after the row was written. */
  const isOfFuture = ({ writtenMs }: Row) => isInFuture(new Date(writtenMs), clock.now());
  const readRows = async () => (await Array.fromAsync(itemsOf(table, partition, 'first'))).map(rowFromItem);
  /**
   * If an answer was lost, the SDK repeated the request, which was then refused because the first one had succeeded.
   */
  const isLeasedAs = async (job: Pick<Job, 'key'>, number: number) =>
    (await table.get(keyOf(job)))?.hold === number;

  /** Allocates a lease number. A number that is never used leaves a harmless gap. */
  async function nextNumber(): Promise<number> {
    const counted = await table.change(lastNumber, { text: 'ADD #number :one', values: { one: 1 } });
    return Number(counted?.number);
  }

  /**
   * Writes the job. A long payload is written first, in parts of its own, so that reads of the job queue stay small.
   */
  async function write(job: Job, due: Date, row: Item, only?: Expression): Promise<boolean> {
    const { fields, parts } = await packText(job.payload, randomUUID(), maxBytes);
    await putParts(parts, due);
    return table.put({ ...keyOf(job), due_ms: due.getTime(), ...row, ...fields, written_ms: nowMs() }, only);
  }

  async function putParts(parts: PackedText['parts'], due: Date): Promise<void> {
    const expires = expiresAt(addDays(due, partsLastDays));
    for (const part of parts) await table.put({ ...part, expires });
  }

  /**
   * Keeps the parts of a long payload until long after the new due time: a job may wait for a year until a block ends.
   */
  async function keepParts({ job, number }: Lease, due: Date): Promise<void> {
    if (Buffer.byteLength(job.payload) <= maxBytes) return;

    const item = await table.get(keyOf(job));
    // Another process may have the lease by now, and the job another payload.
    if (item?.hold !== number || item.parts === undefined) return;
    const { parts } = await packText(job.payload, String(item.id), maxBytes);
    const [first] = parts;
    const kept = first && (await table.get({ pk: first.pk, sk: first.sk }));
    const isKept = Number(kept?.expires) >= expiresAt(addDays(due, leastPartsLastDays));
    if (!isKept) await putParts(parts, due);
  }

  /** Claims the first job that is still free: another process may claim one first. */
  async function claimFirst(rows: readonly Row[], until: Date): Promise<Lease | undefined> {
    if (rows.length === 0) return undefined;

    const number = await nextNumber();
    for (const row of rows) {
      if (!(await isClaimed(row, number, until))) continue;
      const payload = await textFromItem(table, row.item);
      if (payload === undefined) throw new Failure('store_unavailable', `the job ${row.key} is unreadable`);
      return { job: { key: row.key, payload }, number };
    }
    return undefined;
  }

  /** Claims the job for this process, unless it has changed since it was read. */
  async function isClaimed(
    { key, number: before, dueMs }: Row,
    number: number,
    until: Date,
  ): Promise<boolean> {
    const claimed = await table.change(
      keyOf({ key }),
      {
        text: 'SET #due_ms = :until, #hold = :number, #written_ms = :written',
        values: { until: until.getTime(), number, written: nowMs() },
      },
      { text: '#hold = :before AND #due_ms = :due', values: { before, due: dueMs } },
    );
    return claimed !== undefined || (await isLeasedAs({ key }, number));
  }

  return {
    enqueueClaimed: (job, { until }) =>
      translating('store_unavailable', 'enqueue a job', async () => {
        // Most jobs that are enqueued again are already there, which is known without using a lease number.
        if ((await table.get(keyOf(job))) !== undefined) return undefined;

        const number = await nextNumber();
        const isEnqueued = await write(job, until, { hold: number, begun: number }, isNew);
        return isEnqueued || (await isLeasedAs(job, number)) ? { job, number } : undefined;
      }),
    enqueue: (job, due) =>
      translating('store_unavailable', 'enqueue a job for later', async () => {
        await write(job, due, { hold: nobody, begun: await nextNumber() });
      }),
    claim: ({ now, until }) =>
      translating('store_unavailable', 'claim a job', async () => {
        const rows = await readRows();
        const leases = rows.filter(({ number, dueMs }) => number !== nobody && dueMs > now.getTime());
        const stale = findStale(leases, differenceInMilliseconds(until, now));
        const isDue = (row: Row) =>
          row.dueMs <= now.getTime() || (row.number === nobody && isOfFuture(row)) || stale.includes(row);
        return claimFirst(rows.filter(isDue).toSorted(longestDue), until);
      }),
    claimEarly: (key, { now, until }) =>
      translating('store_unavailable', 'claim a job early', async () => {
        const item = await table.get(keyOf({ key }));
        const rows = item === undefined ? [] : [rowFromItem(item)];
        const free = rows.filter(({ number, dueMs }) => number === nobody || dueMs <= now.getTime());
        return claimFirst(free, until);
      }),
    renew: (lease, { until }) =>
      translating('store_unavailable', 'renew a lease', async () => {
        const values = { due: until.getTime(), written: nowMs() };
        const change = { text: 'SET #due_ms = :due, #written_ms = :written', values };
        const renewed = await table.change(keyOf(lease.job), change, leasedAs(lease.number));
        return renewed && lease;
      }),
    reschedule: ({ job, number }, due) =>
      translating('store_unavailable', 'reschedule a job', async () => {
        await keepParts({ job, number }, due);
        const change = {
          text: 'SET #due_ms = :due, #hold = :nobody, #written_ms = :written',
          values: { due: due.getTime(), nobody, written: nowMs() },
        };
        await table.change(keyOf(job), change, leasedAs(number));
      }),
    complete: ({ job, number }) =>
      translating('store_unavailable', 'complete a job', async () => {
        await table.remove(keyOf(job), leasedAs(number));
      }),
    ofKind: (kind) =>
      translating('store_unavailable', 'read the job queue', async () => {
        const rows = (await readRows()).filter(({ key }) => key.startsWith(`${kind} `));
        const jobs = await Promise.all(
          rows.map(async ({ key, item }) => ({ key, payload: await textFromItem(table, item) })),
        );
        // The parts of a job expire long after it was due.
        return jobs.filter((job): job is Job => job.payload !== undefined);
      }),
    state: () =>
      translating('store_unavailable', 'read the job queue', async () => {
        const rows = await readRows();
        // The due time of a row written in the future is unknown: the job is due now, or as soon as its lease proves
        // stale.
        const due = rows.map((row) => new Date(isOfFuture(row) ? Math.min(row.dueMs, nowMs()) : row.dueMs));
        return { open: rows.length, dueSince: due.length === 0 ? undefined : min(due) };
      }),
  };
}

interface Row {
  readonly key: string;
  readonly dueMs: number;
  /** The number of the job's lease. */
  readonly number: number;
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
    number: Number(hold),
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

function leasedAs(number: number): Expression {
  return { text: '#hold = :number', values: { number } };
}
