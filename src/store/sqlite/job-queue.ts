import type { DatabaseSync } from 'node:sqlite';
import { clockSkewMs } from '../../domain/moment.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../ports/job-queue.ts';
import { type HeldLease, StaleLeases } from '../stale-leases.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/**
 * A job queue in a database file, which several processes may share. A lease is lost only when another process has
 * claimed the job or the job was rescheduled. A process that is late but still has the lease may complete the job.
 */
export class SqliteJobQueue implements JobQueue {
  readonly #database: SqliteDatabase;
  readonly #stale: StaleLeases;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#stale = new StaleLeases(database.clock);
  }

  enqueueClaimed(job: Job, { until }: LeaseTerm): Promise<Lease | undefined> {
    const isOwner = this.#database.processes.hold();
    return this.#write('enqueue a job', (sqlite) => {
      if (sqlite.prepare('SELECT 1 FROM task WHERE key = ?').get(job.key) !== undefined) return undefined;

      const number = nextNumber(sqlite);
      sqlite
        .prepare('INSERT INTO task (key, payload, due_ms, hold, owner, written_ms) VALUES (?, ?, ?, ?, ?, ?)')
        .run(job.key, job.payload, until.getTime(), number, this.#owner(number, isOwner), this.#nowMs());
      return { job, number };
    });
  }

  async enqueue({ key, payload }: Job, due: Date): Promise<void> {
    await this.#write('enqueue a job for later', (sqlite) =>
      sqlite
        .prepare(
          'INSERT OR REPLACE INTO task (key, payload, due_ms, hold, written_ms) VALUES (?, ?, ?, 0, ?)',
        )
        .run(key, payload, due.getTime(), this.#nowMs()),
    );
  }

  claim(lease: LeaseTerm): Promise<Lease | undefined> {
    const nowMs = lease.now.getTime();
    return this.#claim('claim a job', lease, (sqlite) => {
      this.#freeStale(sqlite, lease);
      return sqlite.prepare(selectLongestDue).get(nowMs, this.#nowMs() + clockSkewMs);
    });
  }

  claimEarly(key: string, lease: LeaseTerm): Promise<Lease | undefined> {
    return this.#claim('claim a job early', lease, (sqlite) =>
      sqlite.prepare(selectFree).get(key, lease.now.getTime()),
    );
  }

  renew(lease: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#write('renew a lease', (sqlite) => {
      const { changes } = sqlite
        .prepare('UPDATE task SET due_ms = ?, written_ms = ? WHERE key = ? AND hold = ?')
        .run(until.getTime(), this.#nowMs(), lease.job.key, lease.number);
      return changes === 1 ? lease : undefined;
    });
  }

  async reschedule({ job, number }: Lease, due: Date): Promise<void> {
    await this.#write('reschedule a job', (sqlite) =>
      sqlite
        .prepare('UPDATE task SET due_ms = ?, hold = 0, written_ms = ? WHERE key = ? AND hold = ?')
        .run(due.getTime(), this.#nowMs(), job.key, number),
    );
  }

  async complete({ job, number }: Lease): Promise<void> {
    await this.#write('complete a job', (sqlite) =>
      sqlite.prepare('DELETE FROM task WHERE key = ? AND hold = ?').run(job.key, number),
    );
  }

  ofKind(kind: string): Promise<readonly Job[]> {
    return this.#read((sqlite) => {
      // All keys that begin with the kind and a space sort before the kind followed by the next character after the
      // space.
      const rows = sqlite.prepare(selectBetween).all(`${kind} `, `${kind}!`);
      return rows.map(({ key, payload }) => ({ key: String(key), payload: String(payload) }));
    });
  }

  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    return this.#read((sqlite) => {
      const now = this.#nowMs();
      const row = sqlite.prepare(selectState).get(now + clockSkewMs, now);
      const due = row?.due ?? undefined;
      return { open: Number(row?.open), dueSince: due === undefined ? undefined : new Date(Number(due)) };
    });
  }

  /**
   * Claims a job. Jobs of a process that has ended are free at once; the lease of any other process must first expire.
   */
  async #claim(
    work: string,
    { now, until }: LeaseTerm,
    choose: (sqlite: DatabaseSync) => Row,
  ): Promise<Lease | undefined> {
    const { processes } = this.#database;
    const isOwner = processes.hold();
    const dead = processes.dead();
    const lease = await this.#write(work, (sqlite) => {
      for (const process of dead) sqlite.prepare(freeJobsOf).run(now.getTime(), now.getTime(), process);
      const row = choose(sqlite);
      if (row === undefined) return undefined;

      const job = { key: String(row.key), payload: String(row.payload) };
      const number = nextNumber(sqlite);
      sqlite
        .prepare('UPDATE task SET hold = ?, due_ms = ?, owner = ?, written_ms = ? WHERE key = ?')
        .run(number, until.getTime(), this.#owner(number, isOwner), this.#nowMs(), job.key);
      return { job, number };
    });
    for (const process of dead) processes.forget(process);
    return lease;
  }

  #freeStale(sqlite: DatabaseSync, { now, until }: LeaseTerm): void {
    const leases = sqlite.prepare(selectLeases).all(now.getTime()).map(leaseFromRow);
    const stale = this.#stale.among(leases, until.getTime() - now.getTime());
    for (const { key } of stale)
      sqlite.prepare('UPDATE task SET due_ms = ? WHERE key = ?').run(now.getTime(), key);
  }

  #nowMs(): number {
    return this.#database.clock.now().getTime();
  }

  #owner(number: number, isOwner: boolean): string {
    return isOwner ? `${number} ${this.#database.processes.me}` : '';
  }

  async #read<T>(query: (sqlite: DatabaseSync) => T): Promise<T> {
    try {
      return this.#database.read(query);
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'read the job queue', thrown);
    }
  }

  async #write<T>(work: string, change: (sqlite: DatabaseSync) => T): Promise<T> {
    try {
      return await this.#database.write(change);
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', work, thrown);
    }
  }
}

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

function leaseFromRow({ key, hold, due_ms }: NonNullable<Row>): HeldLease {
  return { key: String(key), hold: Number(hold), dueMs: Number(due_ms) };
}

function nextNumber(sqlite: DatabaseSync): number {
  const row = sqlite.prepare('UPDATE last_hold SET number = number + 1 RETURNING number').get();
  return Number(row?.number);
}
