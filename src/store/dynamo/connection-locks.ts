import { addHours } from 'date-fns/addHours';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs, isInFuture } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../ports/connection-locks.ts';
import { fieldsFromLock, parseLock } from '../stored-rows.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Key } from './items.ts';
import { type DynamoTable, expiresAt } from './table.ts';

/**
 * A lock may expire or be released between two reads. When that happens this often in a row, something else is wrong.
 */
const maxReads = 5;

/**
 * Stores connection locks in a table, one item for each connection. A condition on the item allows at most one lock.
 */
export function dynamoConnectionLocks(table: DynamoTable): ConnectionLocks {
  return {
    acquire: (lock) =>
      translating('store_unavailable', 'lock a connection', async () => {
        for (let read = 0; read < maxReads; read += 1) {
          if ((await lockFree(table, lock)) || (await extendOwn(table, lock))) return undefined;

          const active = await activeLock(table, lock);
          if (active?.correlation === lock.correlation) return undefined;
          const isOver = active === undefined || active.until <= lock.at;
          if (!isOver && !isInFuture(active.at, lock.at)) return active;
        }
        throw new Failure('store_unavailable', 'the connection lock changed at every read');
      }),
    release: async (lock) => {
      await translating('store_unavailable', 'release a connection lock', () =>
        table.remove(keyOf(lock), heldBy(lock)),
      );
    },
  };
}

function lockFree(table: DynamoTable, lock: ConnectionLock): Promise<boolean> {
  return table.put(
    { ...keyOf(lock), ...fieldsFromLock(lock), expires: expiryOf(lock) },
    {
      // A lock from the future was taken before the clock was set back, and would otherwise last until that time
      // comes again.
      text: 'attribute_not_exists(#pk) OR #until_ms <= :now OR #at_ms > :future',
      values: { now: lock.at.getTime(), future: addMilliseconds(lock.at, clockSkewMs).getTime() },
    },
  );
}

/** A request that locks its own connection again keeps the original time, and the lock is never shortened. */
async function extendOwn(table: DynamoTable, lock: ConnectionLock): Promise<boolean> {
  const { text, values } = heldBy(lock);
  const extended = await table.change(
    keyOf(lock),
    {
      text: 'SET #until_ms = :until, #expires = :expires',
      values: { until: lock.until.getTime(), expires: expiryOf(lock) },
    },
    { text: `${text} AND #until_ms < :until`, values },
  );
  return extended !== undefined;
}

async function activeLock(table: DynamoTable, lock: ConnectionLock): Promise<ConnectionLock | undefined> {
  const item = await table.get(keyOf(lock));
  if (item === undefined) return undefined;

  const active = parseLock(item);
  if (active === undefined) throw new Failure('store_unavailable', 'the connection lock is unreadable');
  return active;
}

/** The table deletes a lock no sooner than an hour after it expired, because clocks differ. */
function expiryOf({ until }: ConnectionLock): number {
  return expiresAt(addHours(until, 1));
}

function keyOf({ endpoint, connection }: ConnectionLockKey): Key {
  return { pk: `claim ${endpoint} ${connection}`, sk: 'claim' };
}

function heldBy({ correlation }: ConnectionLockKey) {
  return { text: '#correlation = :correlation', values: { correlation } };
}
