import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import { dynamoAuditLog } from '../store/dynamo/audit-log.ts';
import { dynamoBlockList } from '../store/dynamo/block-list.ts';
import { dynamoConnectionAttempts } from '../store/dynamo/connection-attempts.ts';
import { dynamoConnectionHistory } from '../store/dynamo/connection-history.ts';
import { dynamoConnectionLocks } from '../store/dynamo/connection-locks.ts';
import { dynamoJobQueue } from '../store/dynamo/job-queue.ts';
import { dynamoMessageStore } from '../store/dynamo/message-store.ts';
import { dynamoNameClaims } from '../store/dynamo/name-claims.ts';
import { dynamoReplayCache } from '../store/dynamo/replay-cache.ts';
import { type DynamoTable, dynamoTable, openDynamoTable } from '../store/dynamo/table.ts';
import { type Store, usualHistoryDays } from './store.ts';

/** Opens all of Bouncer's stores in a table that exists. @throws {Failure} `store_…` */
export async function openDynamoStore(name: string, clock: Clock, historyDays: number): Promise<Store> {
  const table = await openDynamoTable(name);
  // The history has sockets and time limits of its own: however slow it is, no action waits for it.
  const { history, close } = openDynamoHistory(name, clock, historyDays);
  return {
    ...storeIn(table, clock, historyDays),
    history,
    close: () => {
      close();
      table.close();
    },
  };
}

/** Opens only the connection history. */
export function openDynamoHistory(
  name: string,
  clock: Clock,
  historyDays: number,
): Pick<Store, 'history' | 'close'> {
  const table = dynamoTable(name);
  return { history: dynamoConnectionHistory(table, clock, historyDays), close: table.close };
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

/** What `/vpn block` and the connect handler share: who is blocked, and who tried to connect. */
export function openBlockStores(name: string) {
  const table = dynamoTable(name);
  // Attempts are read for the history. Through sockets of their own, they never make a block wait.
  const attempts = dynamoTable(name);
  return {
    blocking: { blocks: dynamoBlockList(table), attempts: dynamoConnectionAttempts(attempts) },
    close: () => {
      table.close();
      attempts.close();
    },
  };
}
