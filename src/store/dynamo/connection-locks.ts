import { Failure } from '../../domain/failure.ts';
import { clockSkewMs, isInFuture } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../ports/connection-locks.ts';
import { claimFromFields } from '../stored-rows.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { type DynamoTable, expiresAfter, type Key } from './table.ts';

/**
 * A lock may expire or be released between two reads. When that happens this often in a row, something else is wrong.
 */
const mostReads = 5;
/** The table deletes a lock no sooner than this after it expired, because clocks differ. */
const forgottenAfterMs = 3_600_000;

/**
 * Stores connection locks in a table, one item for each connection. A condition on the item allows at most one lock.
 */
export class DynamoConnectionLocks implements ConnectionLocks {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async acquire(lock: ConnectionLock): Promise<ConnectionLock | undefined> {
    try {
      for (let read = 0; read < mostReads; read += 1) {
        if ((await this.#lockFree(lock)) || (await this.#extendOwn(lock))) return undefined;

        const active = await this.#active(lock);
        if (active?.correlation === lock.correlation) return undefined;
        const isOver = active === undefined || active.until <= lock.at;
        if (!isOver && !isInFuture(active.at, lock.at)) return active;
      }
      throw new Failure('store_unavailable', 'the claim changed hands at every look');
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'lock a connection', thrown);
    }
  }

  async release(lock: ConnectionLockKey): Promise<void> {
    try {
      await this.#table.remove(keyOf(lock), heldBy(lock));
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'release a connection lock', thrown);
    }
  }

  #lockFree({ endpoint, connection, by, correlation, at, until }: ConnectionLock): Promise<boolean> {
    return this.#table.put(
      {
        ...keyOf({ endpoint, connection }),
        endpoint,
        connection,
        person: by,
        correlation,
        at_ms: at.getTime(),
        until_ms: until.getTime(),
        expires: expiresAfter(until, forgottenAfterMs),
      },
      {
        // A lock from the future was taken before the clock was set back, and would otherwise last until that time
        // comes again.
        text: 'attribute_not_exists(#pk) OR #until_ms <= :now OR #at_ms > :future',
        values: { now: at.getTime(), future: at.getTime() + clockSkewMs },
      },
    );
  }

  /** A request that locks its own connection again keeps the original time, and the lock is never shortened. */
  async #extendOwn(lock: ConnectionLock): Promise<boolean> {
    const { text, values } = heldBy(lock);
    const extended = await this.#table.change(
      keyOf(lock),
      {
        text: 'SET #until_ms = :until, #expires = :expires',
        values: { until: lock.until.getTime(), expires: expiresAfter(lock.until, forgottenAfterMs) },
      },
      { text: `${text} AND #until_ms < :until`, values },
    );
    return extended !== undefined;
  }

  async #active(lock: ConnectionLock): Promise<ConnectionLock | undefined> {
    const item = await this.#table.get(keyOf(lock));
    if (item === undefined) return undefined;

    const active = claimFromFields(item);
    if (active === undefined) throw new Failure('store_unavailable', 'the claim that stands is unreadable');
    return active;
  }
}

function keyOf({ endpoint, connection }: Omit<ConnectionLockKey, 'correlation'>): Key {
  return { pk: `claim ${endpoint} ${connection}`, sk: 'claim' };
}

function heldBy({ correlation }: ConnectionLockKey) {
  return { text: '#correlation = :correlation', values: { correlation } };
}
