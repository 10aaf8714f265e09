import type { StoreSettings } from '../config/load-config.ts';
import { emptyHead, type Head } from '../domain/audit-chain.ts';
import { leaseTerm } from '../jobs/complete-job.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { NameClaims } from '../ports/name-claims.ts';
import type { StoreCheckup } from '../ports/set-up.ts';
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
import { type Store, usualHistoryDays } from './store.ts';

/**
 * Opens the store. A missing database file is created; a missing table is not. The connection history is only opened
 * when it is used, and DynamoDB's client is only loaded where there is a table.
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
    const { openDynamoStore } = await import('./dynamo-store.ts');
    return openDynamoStore(settings.table, clock, historyDays);
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

/**
 * Opens only the connection history. A file that does not exist is not created.
 *
 * @returns Undefined if there is no history yet.
 */
export async function openHistory(
  settings: StoreSettings,
  clock: Clock,
): Promise<Pick<Store, 'history' | 'close'> | undefined> {
  if (settings.kind === 'dynamodb') {
    const { openDynamoHistory } = await import('./dynamo-store.ts');
    return openDynamoHistory(settings.table, clock, usualHistoryDays);
  }
  const file = historyFile(settings.path, clock);
  return file.exists() ? { history: sqliteConnectionHistory(file), close: file.close } : undefined;
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
