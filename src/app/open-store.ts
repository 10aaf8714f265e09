import { randomUUID } from 'node:crypto';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionLocks, Processes } from '../ports/connection-locks.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { dynamoAuditLog } from '../store/dynamo/audit-log.ts';
import { dynamoConnectionLocks } from '../store/dynamo/connection-locks.ts';
import { dynamoJobQueue } from '../store/dynamo/job-queue.ts';
import { dynamoMessageStore } from '../store/dynamo/message-store.ts';
import { dynamoReplayCache } from '../store/dynamo/replay-cache.ts';
import { type DynamoTable, openDynamoTable } from '../store/dynamo/table.ts';
import { sqliteAuditLog } from '../store/sqlite/audit-log.ts';
import { sqliteConnectionLocks } from '../store/sqlite/connection-locks.ts';
import { openSqliteDatabase } from '../store/sqlite/database.ts';
import { sqliteJobQueue } from '../store/sqlite/job-queue.ts';
import { sqliteMessageStore } from '../store/sqlite/message-store.ts';
import { sqliteReplayCache } from '../store/sqlite/replay-cache.ts';

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
    log: sqliteAuditLog(database),
    locks: sqliteConnectionLocks(database),
    jobs: sqliteJobQueue(database),
    messages: sqliteMessageStore(database),
    replays: sqliteReplayCache(database),
    processes: database.processes,
    close: () => database.close(),
  };
}

/** Creates all of Bouncer's stores on an open table. */
export function storeIn(table: DynamoTable, clock: Clock): Store {
  return {
    log: dynamoAuditLog(table, { clock, random: Math.random }),
    locks: dynamoConnectionLocks(table),
    jobs: dynamoJobQueue(table, clock),
    messages: dynamoMessageStore(table, clock),
    replays: dynamoReplayCache(table),
    // Whether a process on another machine still runs cannot be known here.
    processes: { me: randomUUID(), isDead: () => false },
    close: () => table.close(),
  };
}
