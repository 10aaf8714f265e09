import type { Store } from '../../src/app/store.ts';
import { type FailureCode, failureFrom } from '../../src/domain/failure.ts';
import { sqliteAuditLog } from '../../src/store/sqlite/audit-log.ts';
import { sqliteConnectionLocks } from '../../src/store/sqlite/connection-locks.ts';
import type { SqliteDatabase } from '../../src/store/sqlite/database.ts';
import { sqliteJobQueue } from '../../src/store/sqlite/job-queue.ts';
import { sqliteMessageStore } from '../../src/store/sqlite/message-store.ts';
import { sqliteNameClaims } from '../../src/store/sqlite/name-claims.ts';
import { sqliteReplayCache } from '../../src/store/sqlite/replay-cache.ts';
import { aLockAt } from '../contract/a-connection-lock.ts';
import { aJobOf, leaseAt } from '../contract/a-job.ts';
import { aNameClaim } from '../contract/a-name-claim.ts';
import { aDraft } from '../contract/audit-log-contract.ts';
import { aReservation } from '../contract/message-store-contract.ts';
import { minutesLater } from '../contract/replay-cache-contract.ts';

/** The history has a file of its own: test/store/history-faults.test.ts. */
type Stores = Omit<Store, 'close' | 'processes' | 'history'>;
type Outcomes = Readonly<Record<'log' | 'claims' | 'jobQueue' | 'messages' | 'replays' | 'names', string>>;

export const everythingWritten: Outcomes = {
  log: 'written',
  claims: 'written',
  jobQueue: 'written',
  messages: 'written',
  replays: 'written',
  names: 'written',
};

export const everythingRefused: Outcomes = {
  log: 'audit_unwritable',
  claims: 'store_unavailable',
  jobQueue: 'store_unavailable',
  messages: 'store_unavailable',
  replays: 'store_unavailable',
  names: 'store_unavailable',
};

/** Each says why, where the store as a whole has the reason. */
export function everythingRefusedAs(code: FailureCode): Outcomes {
  return { log: code, claims: code, jobQueue: code, messages: code, replays: code, names: code };
}

export function storesIn(database: SqliteDatabase): Stores {
  return {
    log: sqliteAuditLog(database),
    locks: sqliteConnectionLocks(database),
    jobs: sqliteJobQueue(database),
    messages: sqliteMessageStore(database),
    replays: sqliteReplayCache(database),
    claims: sqliteNameClaims(database),
  };
}

/** Writes in each store, and tells what came of it. */
export async function writeInEveryStore({
  log,
  locks,
  jobs,
  messages,
  replays,
  claims,
}: Stores): Promise<Outcomes> {
  return {
    log: await outcomeOf(log.append(aDraft)),
    claims: await outcomeOf(locks.acquire(aLockAt(0))),
    jobQueue: await outcomeOf(jobs.enqueueClaimed(aJobOf('kick'), leaseAt(0))),
    messages: await outcomeOf(messages.reserve('entry-1', aReservation(), undefined)),
    replays: await outcomeOf(replays.isFirst('request-1', minutesLater(0))),
    names: await outcomeOf(claims.put(aNameClaim())),
  };
}

/** How many rows each store has: a write that was refused leaves them as they were. */
export function rowsOf(database: SqliteDatabase): Readonly<Record<string, unknown>> | undefined {
  return database.read('read', (sqlite) =>
    sqlite
      .prepare(
        `SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM claim) AS claims,
           (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM message) AS messages,
           (SELECT count(*) FROM request) AS requests,
           (SELECT count(*) FROM claimed_name) AS names`,
      )
      .get(),
  );
}

async function outcomeOf(written: Promise<unknown>): Promise<string> {
  try {
    await written;
    return 'written';
  } catch (thrown) {
    return failureFrom(thrown).code;
  }
}
