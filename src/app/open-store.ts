import { randomUUID } from 'node:crypto';
import type { Agenda } from '../ports/agenda.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Claims } from '../ports/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageMemory } from '../ports/message-memory.ts';
import type { Processes } from '../ports/processes.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { DynamoAgenda } from '../store/dynamo/agenda.ts';
import { DynamoAuditLog } from '../store/dynamo/audit-log.ts';
import { DynamoClaims } from '../store/dynamo/claims.ts';
import { DynamoMessageMemory } from '../store/dynamo/message-memory.ts';
import { DynamoReplayCache } from '../store/dynamo/replay-cache.ts';
import { type DynamoTable, openDynamoTable } from '../store/dynamo/table.ts';
import { SqliteAgenda } from '../store/sqlite/agenda.ts';
import { SqliteAuditLog } from '../store/sqlite/audit-log.ts';
import { SqliteClaims } from '../store/sqlite/claims.ts';
import { openSqliteDatabase } from '../store/sqlite/database.ts';
import { SqliteMessageMemory } from '../store/sqlite/message-memory.ts';
import { SqliteReplayCache } from '../store/sqlite/replay-cache.ts';

/** Where everything is kept that outlives the process. */
export type StorePlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'dynamodb'; readonly table: string };

/** Every store of the bot, in one place. */
export interface Store {
  readonly log: AuditLog;
  readonly claims: Claims;
  readonly agenda: Agenda;
  readonly messages: MessageMemory;
  readonly replays: ReplayCache;
  readonly processes: Processes;
  close(): void;
}

/**
 * Opens what is there; a database file is made where there is none, a table is not.
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
    claims: new SqliteClaims(database),
    agenda: new SqliteAgenda(database),
    messages: new SqliteMessageMemory(database),
    replays: new SqliteReplayCache(database),
    processes: database.processes,
    close: () => database.close(),
  };
}

/** Every store of the bot, in a table that is open. */
export function storeIn(table: DynamoTable, clock: Clock): Store {
  return {
    log: new DynamoAuditLog(table, { clock, random: Math.random }),
    claims: new DynamoClaims(table),
    agenda: new DynamoAgenda(table, clock),
    messages: new DynamoMessageMemory(table, clock),
    replays: new DynamoReplayCache(table),
    // Of a process on another machine, nobody here can know.
    processes: { me: randomUUID(), isDead: () => false },
    close: () => table.close(),
  };
}
