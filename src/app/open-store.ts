import { randomUUID } from 'node:crypto';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionLocks, Processes } from '../ports/connection-locks.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { DynamoAuditLog } from '../store/dynamo/audit-log.ts';
import { DynamoConnectionLocks } from '../store/dynamo/connection-locks.ts';
import { DynamoJobQueue } from '../store/dynamo/job-queue.ts';
import { DynamoMessageStore } from '../store/dynamo/message-store.ts';
import { DynamoReplayCache } from '../store/dynamo/replay-cache.ts';
import { type DynamoTable, openDynamoTable } from '../store/dynamo/table.ts';
import { SqliteAuditLog } from '../store/sqlite/audit-log.ts';
import { SqliteConnectionLocks } from '../store/sqlite/connection-locks.ts';
import { openSqliteDatabase } from '../store/sqlite/database.ts';
import { SqliteJobQueue } from '../store/sqlite/job-queue.ts';
import { SqliteMessageStore } from '../store/sqlite/message-store.ts';
import { SqliteReplayCache } from '../store/sqlite/replay-cache.ts';

/** Where all data that outlives the process is stored. */
export type StorePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'dynamodb'; readonly table: string };

/** All of Bouncer's stores. */
export interface Store {
  readonly log: AuditLog;
  readonly locks: ConnectionLocks;
  readonly jobs: JobQueue;
  readonly messages: MessageStore;
  readonly replays: ReplayCache;
  readonly processes: Processes;
  close(): void;
}

/**
 * Opens the store. A missing database file is created; a missing table is not.
 *
 * @throws {Failure} `store_…`
 */
export async function openStore(place: StorePlace, clock: Clock): Promise<Store> {
  return place.kind === 'sqlite'
    ? openSqlite(place.path, clock)
    : storeIn(await openDynamoTable(place.table), clock);
}

function openSqlite(path: string, clock: Clock): Store {
  const database = openSqliteDatabase(path, clock);
  return {
    log: new SqliteAuditLog(database),
    locks: new SqliteConnectionLocks(database),
    jobs: new SqliteJobQueue(database),
    messages: new SqliteMessageStore(database),
    replays: new SqliteReplayCache(database),
    processes: database.processes,
    close: () => database.close(),
  };
}

/** Creates all of Bouncer's stores on an open table. */
export function storeIn(table: DynamoTable, clock: Clock): Store {
  return {
    log: new DynamoAuditLog(table, { clock, random: Math.random }),
    locks: new DynamoConnectionLocks(table),
    jobs: new DynamoJobQueue(table, clock),
    messages: new DynamoMessageStore(table, clock),
    replays: new DynamoReplayCache(table),
    // Whether a process on another machine still runs cannot be known here.
    processes: { me: randomUUID(), isDead: () => false },
    close: () => table.close(),
  };
}
