import { randomUUID } from 'node:crypto';
import type { StoreSettings } from '../config/load-config.ts';
import { emptyHead, type Head } from '../domain/audit-chain.ts';
import { leaseTerm } from '../jobs/complete-job.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';
import type { ConnectionLocks, Processes } from '../ports/connection-locks.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { NameClaims } from '../ports/name-claims.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import type { StoreCheckup } from '../ports/set-up.ts';
import { dynamoAuditLog } from '../store/dynamo/audit-log.ts';
import { dynamoConnectionHistory } from '../store/dynamo/connection-history.ts';
import { dynamoConnectionLocks } from '../store/dynamo/connection-locks.ts';
import { dynamoJobQueue } from '../store/dynamo/job-queue.ts';
import { dynamoMessageStore } from '../store/dynamo/message-store.ts';
import { dynamoNameClaims } from '../store/dynamo/name-claims.ts';
import { dynamoReplayCache } from '../store/dynamo/replay-cache.ts';
import { type DynamoTable, dynamoTable, openDynamoTable } from '../store/dynamo/table.ts';
import { sqliteAuditLog } from '../store/sqlite/audit-log.ts';
import { sqliteConnectionHistory } from '../store/sqlite/connection-history.ts';
import { sqliteConnectionLocks } from '../store/sqlite/connection-locks.ts';
import { openSqliteDatabase } from '../store/sqlite/database.ts';
import { historyFile } from '../store/sqlite/history-file.ts';
import { sqliteJobQueue } from '../store/sqlite/job-queue.ts';
import { sqliteMessageStore } from '../store/sqlite/message-store.ts';
import { sqliteNameClaims } from '../store/sqlite/name-claims.ts';
import { sqliteReplayCache } from '../store/sqlite/replay-cache.ts';
import { sqliteFileState } from '../store/sqlite/schema.ts';

/** All of Bouncer's stores. */
export interface Store {
  readonly log: AuditLog;
  readonly locks: ConnectionLocks;
  readonly jobs: JobQueue;
  readonly messages: MessageStore;
  readonly replays: ReplayCache;
  readonly claims: NameClaims;
  readonly history: ConnectionHistory;
  readonly processes: Processes;
  close(): void;
}

/**
 * Opens the store. A missing database file is created; a missing table is not. The connection history is only opened
 * when it is used.
 *
 * @param historyDays How long DynamoDB keeps the connection history.
 * @throws {Failure} `store_…`
 */
export async function openStore(
  settings: StoreSettings,
  clock: Clock,
  historyDays = usualHistoryDays,
): Promise<Store> {
  if (settings.kind === 'dynamodb') {
    const table = await openDynamoTable(settings.table);
    // The history has sockets and time limits of its own: however slow it is, no action waits for it.
    const historyTable = dynamoTable(settings.table);
    return {
      ...storeIn(table, clock),
      history: dynamoConnectionHistory(historyTable, clock, historyDays),
      close: () => {
        historyTable.close();
        table.close();
      },
    };
  }

  const database = openSqliteDatabase(settings.path, clock);
  const file = historyFile(settings.path, clock);
  return {
    log: sqliteAuditLog(database),
    locks: sqliteConnectionLocks(database),
    jobs: sqliteJobQueue(database),
    messages: sqliteMessageStore(database),
    replays: sqliteReplayCache(database),
    claims: sqliteNameClaims(database),
    history: sqliteConnectionHistory(file),
    processes: database.processes,
    close: () => {
      file.close();
      database.close();
    },
  };
}

const usualHistoryDays = 30;

/**
 * Opens only the connection history. A file that does not exist is not created.
 *
 * @returns Undefined if there is no history yet.
 */
export function openHistory(
  settings: StoreSettings,
  clock: Clock,
): Pick<Store, 'history' | 'close'> | undefined {
  if (settings.kind === 'dynamodb') {
    const table = dynamoTable(settings.table);
    return { history: dynamoConnectionHistory(table, clock, usualHistoryDays), close: table.close };
  }
  const file = historyFile(settings.path, clock);
  return file.exists() ? { history: sqliteConnectionHistory(file), close: file.close } : undefined;
}

/** Creates all of Bouncer's stores on an open table. */
export function storeIn(table: DynamoTable, clock: Clock, historyDays = usualHistoryDays): Store {
  return {
    log: dynamoAuditLog(table, { clock, random: Math.random }),
    locks: dynamoConnectionLocks(table),
    jobs: dynamoJobQueue(table, clock),
    messages: dynamoMessageStore(table, clock),
    replays: dynamoReplayCache(table),
    claims: dynamoNameClaims(table),
    history: dynamoConnectionHistory(table, clock, historyDays),
    // Whether a process on another machine still runs cannot be known here.
    processes: { me: randomUUID(), isDead: () => false },
    close: table.close,
  };
}

type ProbedStore = Readonly<{
  log: Pick<AuditLog, 'head' | 'storedAt'>;
  jobs: Pick<JobQueue, 'enqueueClaimed' | 'complete'>;
}>;

/**
 * Checks a store for `doctor` while Bouncer may be using it. A missing file is not created: `doctor` may run as a
 * different user than Bouncer, who would then own the file.
 */
export function storeCheckup(settings: StoreSettings, clock: Clock): StoreCheckup {
  const stateOf = () => (settings.kind === 'sqlite' ? sqliteFileState(settings.path) : 'current');

  async function opened<T>(check: (checkup: StoreCheckup) => Promise<T>): Promise<T> {
    const store = await openStore(settings, clock);
    try {
      return await check(openStoreCheckup(settings, store, clock));
    } finally {
      store.close();
    }
  }

  return {
    name: nameOf(settings),
    tryOut: async () => {
      const state = stateOf();
      return state === 'current' ? opened((checkup) => checkup.tryOut()) : { kind: state };
    },
    recorded: async (seqs) => {
      const state = stateOf();
      if (state === 'absent') return { head: emptyHead, stored: new Map() };
      return state === 'outdated' ? undefined : opened((checkup) => checkup.recorded(seqs));
    },
    claims: async () => {
      const state = stateOf();
      if (state === 'absent') return [];
      return state === 'outdated' ? undefined : opened((checkup) => checkup.claims());
    },
  };
}

/** Checks a store that this process already has open. */
export function openStoreCheckup(
  settings: StoreSettings,
  store: ProbedStore & { readonly claims: Pick<NameClaims, 'all'> },
  clock: Clock,
): StoreCheckup {
  return {
    name: nameOf(settings),
    tryOut: async () => ({ kind: 'works', head: await tryOutStore(store, clock) }),
    recorded: async (seqs) => ({ head: await store.log.head(), stored: await store.log.storedAt(seqs) }),
    claims: () => store.claims.all(),
  };
}

function nameOf(settings: StoreSettings): string {
  return settings.kind === 'sqlite' ? settings.path : `table ${settings.table}`;
}

/**
 * Checks that the store can be read and written, as the next kick needs, and leaves it as it was. If the process
 * crashes in between, the job that it leaves is completed when its lease expires.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tryOutStore({ log, jobs }: ProbedStore, clock: Pick<Clock, 'now'>): Promise<Head> {
  const head = await log.head();
  const lease = await jobs.enqueueClaimed({ key: 'probe', payload: '[]' }, leaseTerm(clock));
  if (lease !== undefined) await jobs.complete(lease);
  return head;
}
