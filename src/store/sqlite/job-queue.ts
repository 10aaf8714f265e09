import type { DatabaseSync } from 'node:sqlite';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { clockSkewMs } from '../../domain/moment.ts';
import type { JobQueue, Lease, LeaseTerm } from '../../ports/job-queue.ts';
import { type StoredLease, staleLeaseFinder } from '../stale-leases.ts';
import type { SqliteDatabase } from './database.ts';

/**
 * A job queue in a database file, which several processes may share. A lease is lost only when another process has
 * claimed the job or the job was rescheduled. A process that is late but still has the lease may complete the job.
 */
export function sqliteJobQueue({ clock, processes, read, write }: SqliteDatabase): JobQueue {
  const findStale = staleLeaseFinder(clock);
  const nowMs = () => clock.now().getTime();
  const ownerOf = (number: number, isOwner: boolean) => (isOwner ? `${number} ${processes.me}` : '');

  /**
   * Claims a job. Jobs of a process that has ended are free at once; the lease of any other process must first expire.
   */
  async function claim(
    doing: string,
    { now, until }: LeaseTerm,
    choose: (sqlite: DatabaseSync) => Row,
  ): Promise<Lease | undefined> {
    const isOwner = processes.acquire();
    const dead = processes.dead();
    const lease = await write(doing, (sqlite) => {
      for (const process of dead) sqlite.prepare(freeJobsOf).run(now.getTime(), now.getTime(), process);
      const row = choose(sqlite);
      if (row === undefined) return undefined;

      const job = { key: String(row.key), payload: String(row.payload) };
      const number = nextNumber(sqlite);
      sqlite
        .prepare('UPDATE task SET hold = ?, due_ms = ?, owner = ?, written_ms = ? WHERE key = ?')
        .run(number, until.getTime(), ownerOf(number, isOwner), nowMs(), job.key);
      return { job, number };
    });
    for (const process of dead) processes.forget(process);
    return lease;
  }

  function freeStale(sqlite: DatabaseSync, { now, until }: LeaseTerm): void {
    const leases = sqlite.prepare(selectLeases).all(now.getTime()).map(leaseFromRow);
    for (const { key } of findStale(leases, differenceInMilliseconds(until, now)))
      sqlite.prepare('UPDATE task SET due_ms = ? WHERE key = ?').run(now.getTime(), key);
  }

  return {
    enqueueClaimed: (job, { until }) => {
      const isOwner = processes.acquire();
      return write('enqueue a job', (sqlite) => {
        if (sqlite.prepare('SELECT 1 FROM task WHERE key = ?').get(job.key) !== undefined) return undefined;

        const number = nextNumber(sqlite);
        sqlite
          .prepare(
            'INSERT INTO task (key, payload, due_ms, hold, owner, written_ms) VALUES (?, ?, ?, ?, ?, ?)',
          )
          .run(job.key, job.payload, until.getTime(), number, ownerOf(number, isOwner), nowMs());
        return { job, number };
      });
    },
    enqueue: async ({ key, payload }, due) => {
      await write('enqueue a job for later', (sqlite) =>
        sqlite
          .prepare(
            'INSERT OR REPLACE INTO task (key, payload, due_ms, hold, written_ms) VALUES (?, ?, ?, 0, ?)',
          )
          .run(key, payload, due.getTime(), nowMs()),
      );
    },
    claim: (term) =>
      claim('claim a job', term, (sqlite) => {
        freeStale(sqlite, term);
        return sqlite.prepare(selectLongestDue).get(term.now.getTime(), nowMs() + clockSkewMs);
      }),
    claimEarly: (key, term) =>
      claim('claim a job early', term, (sqlite) => sqlite.prepare(selectFree).get(key, term.now.getTime())),
    renew: (lease, { until }) =>
      write('renew a lease', (sqlite) => {
        const { changes } = sqlite
          .prepare('UPDATE task SET due_ms = ?, written_ms = ? WHERE key = ? AND hold = ?')
          .run(until.getTime(), nowMs(), lease.job.key, lease.number);
        return changes === 1 ? lease : undefined;
      }),
    reschedule: async ({ job, number }, due) => {
      await write('reschedule a job', (sqlite) =>
        sqlite
          .prepare('UPDATE task SET due_ms = ?, hold = 0, written_ms = ? WHERE key = ? AND hold = ?')
          .run(due.getTime(), nowMs(), job.key, number),
      );
    },
    complete: async ({ job, number }) => {
      await write('complete a job', (sqlite) =>
        sqlite.prepare('DELETE FROM task WHERE key = ? AND hold = ?').run(job.key, number),
      );
    },
    // All keys that begin with the kind and a space sort before the kind followed by the next character after the space.
    ofKind: async (kind) =>
      read(reading, (sqlite) =>
        sqlite
          .prepare(selectBetween)
          .all(`${kind} `, `${kind}!`)
          .map(({ key, payload }) => ({ key: String(key), payload: String(payload) })),
      ),
    state: async () =>
      read(reading, (sqlite) => {
        const now = nowMs();
        const row = sqlite.prepare(selectState).get(now + clockSkewMs, now);
        const due = row?.due ?? undefined;
        return { open: Number(row?.open), dueSince: due === undefined ? undefined : new Date(Number(due)) };
      }),
  };
}

const reading = 'read the job queue';

const selectBetween = `SELECT key, payload FROM task WHERE key >= ? AND key < ? ORDER BY key`;

/** Selects the job due longest. Of jobs due at the same instant, the one enqueued first comes first. */
const selectLongestDue = `
  SELECT key, payload FROM task WHERE due_ms <= ? OR (hold = 0 AND written_ms > ?) ORDER BY due_ms, rowid LIMIT 1`;

const selectLeases = `SELECT key, hold, due_ms FROM task WHERE hold <> 0 AND due_ms > ?`;

/**
 * Selects the queue's state. The due time of a row written in the future is unknown: the job is due now, or as soon as
 * its lease proves stale.
 */
const selectState = `
  SELECT count(*) AS open, min(CASE WHEN written_ms > ? THEN min(due_ms, ?) ELSE due_ms END) AS due FROM task`;

const selectFree = `SELECT key, payload FROM task WHERE key = ? AND (hold = 0 OR due_ms <= ?)`;

const freeJobsOf = `UPDATE task SET due_ms = ? WHERE due_ms > ? AND owner = hold || ' ' || ?`;

type Row = ReturnType<ReturnType<DatabaseSync['prepare']>['get']>;

function leaseFromRow({ key, hold, due_ms }: NonNullable<Row>): StoredLease {
  return { key: String(key), number: Number(hold), dueMs: Number(due_ms) };
}

function nextNumber(sqlite: DatabaseSync): number {
  const row = sqlite.prepare('UPDATE last_hold SET number = number + 1 RETURNING number').get();
  return Number(row?.number);
}
