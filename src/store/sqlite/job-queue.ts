import type { DatabaseSync } from 'node:sqlite';
import { clockSkewMs } from '../../domain/moment.ts';
import type { Job, JobQueue, Lease, LeaseTerm } from '../../ports/job-queue.ts';
import { type HeldLease, StaleLeases } from '../stale-leases.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/**
 * A job queue in a database file, which several processes may work off together. A hold is lost when another took the
 * job or it was given back, and not before: who comes late and finds the job still theirs may finish it.
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
    return this.#write('put a task down', (sqlite) => {
      if (sqlite.prepare('SELECT 1 FROM task WHERE key = ?').get(job.key) !== undefined) return undefined;

      const number = nextHold(sqlite);
      sqlite
        .prepare('INSERT INTO task (key, payload, due_ms, hold, owner, written_ms) VALUES (?, ?, ?, ?, ?, ?)')
        .run(job.key, job.payload, until.getTime(), number, this.#owner(number, isOwner), this.#nowMs());
      return { job, number };
    });
  }

  async enqueue({ key, payload }: Job, due: Date): Promise<void> {
    await this.#write('put a task down for later', (sqlite) =>
      sqlite
        .prepare(
          'INSERT OR REPLACE INTO task (key, payload, due_ms, hold, written_ms) VALUES (?, ?, ?, 0, ?)',
        )
        .run(key, payload, due.getTime(), this.#nowMs()),
    );
  }

  claim(lease: LeaseTerm): Promise<Lease | undefined> {
    const nowMs = lease.now.getTime();
    return this.#give('take a task', lease, (sqlite) => {
      this.#freeStale(sqlite, lease);
      return sqlite.prepare(selectLongestDue).get(nowMs, this.#nowMs() + clockSkewMs);
    });
  }

  claimEarly(key: string, lease: LeaseTerm): Promise<Lease | undefined> {
    return this.#give('take a task early', lease, (sqlite) =>
      sqlite.prepare(selectFree).get(key, lease.now.getTime()),
    );
  }

  renew(hold: Lease, { until }: LeaseTerm): Promise<Lease | undefined> {
    return this.#write('keep a task', (sqlite) => {
      const { changes } = sqlite
        .prepare('UPDATE task SET due_ms = ?, written_ms = ? WHERE key = ? AND hold = ?')
        .run(until.getTime(), this.#nowMs(), hold.job.key, hold.number);
      return changes === 1 ? hold : undefined;
    });
  }

  async reschedule({ job, number }: Lease, due: Date): Promise<void> {
    await this.#write('postpone a task', (sqlite) =>
      sqlite
        .prepare('UPDATE task SET due_ms = ?, hold = 0, written_ms = ? WHERE key = ? AND hold = ?')
        .run(due.getTime(), this.#nowMs(), job.key, number),
    );
  }

  async complete({ job, number }: Lease): Promise<void> {
    await this.#write('strike a task off', (sqlite) =>
      sqlite.prepare('DELETE FROM task WHERE key = ? AND hold = ?').run(job.key, number),
    );
  }

  ofKind(kind: string): Promise<readonly Job[]> {
    return this.#read((sqlite) => {
      // Every key that begins with the kind and a space comes before the kind and the character after the space.
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

  /** What a process held that has ended is free at once; whoever may live is waited for until the lease is over. */
  async #give(
    work: string,
    { now, until }: LeaseTerm,
    choose: (sqlite: DatabaseSync) => Row,
  ): Promise<Lease | undefined> {
    const { processes } = this.#database;
    const isOwner = processes.hold();
    const dead = processes.dead();
    const hold = await this.#write(work, (sqlite) => {
      for (const process of dead) sqlite.prepare(freeTasksOf).run(now.getTime(), now.getTime(), process);
      const row = choose(sqlite);
      if (row === undefined) return undefined;

      const job = { key: String(row.key), payload: String(row.payload) };
      const number = nextHold(sqlite);
      sqlite
        .prepare('UPDATE task SET hold = ?, due_ms = ?, owner = ?, written_ms = ? WHERE key = ?')
        .run(number, until.getTime(), this.#owner(number, isOwner), this.#nowMs(), job.key);
      return { job, number };
    });
    for (const process of dead) processes.forget(process);
    return hold;
  }

  #freeStale(sqlite: DatabaseSync, { now, until }: LeaseTerm): void {
    const standing = sqlite.prepare(selectLeases).all(now.getTime()).map(leaseFromRow);
    const stale = this.#stale.among(standing, until.getTime() - now.getTime());
    for (const { key } of stale)
      sqlite.prepare('UPDATE task SET due_ms = ? WHERE key = ?').run(now.getTime(), key);
  }

  #nowMs(): number {
    return this.#database.clock.now().getTime();
  }

  #owner(hold: number, isOwner: boolean): string {
    return isOwner ? `${hold} ${this.#database.processes.me}` : '';
  }

  async #read<T>(query: (sqlite: DatabaseSync) => T): Promise<T> {
    try {
      return this.#database.read(query);
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'read the agenda', thrown);
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

/** Of those due at the same instant, the one that was enqueued first. */
const selectLongestDue = `
  SELECT key, payload FROM task WHERE due_ms <= ? OR (hold = 0 AND written_ms > ?) ORDER BY due_ms, rowid LIMIT 1`;

const selectLeases = `SELECT key, hold, due_ms FROM task WHERE hold <> 0 AND due_ms > ?`;

/** Of what was written in the future, nobody knows when it is due: it is now, or as soon as its lease proves stale. */
const selectState = `
  SELECT count(*) AS open, min(CASE WHEN written_ms > ? THEN min(due_ms, ?) ELSE due_ms END) AS due FROM task`;

const selectFree = `SELECT key, payload FROM task WHERE key = ? AND (hold = 0 OR due_ms <= ?)`;

const freeTasksOf = `UPDATE task SET due_ms = ? WHERE due_ms > ? AND owner = hold || ' ' || ?`;

type Row = ReturnType<ReturnType<DatabaseSync['prepare']>['get']>;

function leaseFromRow({ key, hold, due_ms }: NonNullable<Row>): HeldLease {
  return { key: String(key), hold: Number(hold), dueMs: Number(due_ms) };
}

function nextHold(sqlite: DatabaseSync): number {
  const row = sqlite.prepare('UPDATE last_hold SET number = number + 1 RETURNING number').get();
  return Number(row?.number);
}
