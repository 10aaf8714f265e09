import { Failure } from '../../domain/failure.ts';
import { clockSkewMs, isInFuture } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../ports/connection-locks.ts';
import { claimFromFields } from '../lock-from-fields.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { type DynamoTable, expiresAfter, type Key } from './table.ts';

/** A claim may lapse or be given back between two looks at it; so often in a row, something else is wrong. */
const mostLooks = 5;
/** The table forgets a claim no sooner than this after it lapsed: clocks differ. */
const forgottenAfterMs = 3_600_000;

/** Claims in a table, an item for each connection: the item's own condition lets at most one stand. */
export class DynamoConnectionLocks implements ConnectionLocks {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async acquire(claim: ConnectionLock): Promise<ConnectionLock | undefined> {
    try {
      for (let look = 0; look < mostLooks; look += 1) {
        if ((await this.#takeFree(claim)) || (await this.#keepOwn(claim))) return undefined;

        const standing = await this.#standing(claim);
        if (standing?.correlation === claim.correlation) return undefined;
        const isOver = standing === undefined || standing.until <= claim.at;
        if (!isOver && !isInFuture(standing.at, claim.at)) return standing;
      }
      throw new Failure('store_unavailable', 'the claim changed hands at every look');
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'take a claim', thrown);
    }
  }

  async release(claim: ConnectionLockKey): Promise<void> {
    try {
      await this.#table.remove(keyOf(claim), heldBy(claim));
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'release a claim', thrown);
    }
  }

  #takeFree({ endpoint, connection, by, correlation, at, until }: ConnectionLock): Promise<boolean> {
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
        // A claim of the future was taken before the clock was set back, and would stand until then.
        text: 'attribute_not_exists(#pk) OR #until_ms <= :now OR #at_ms > :future',
        values: { now: at.getTime(), future: at.getTime() + clockSkewMs },
      },
    );
  }

  /** A request that comes back for its own claim holds it since the first time, and never for a shorter while. */
  async #keepOwn(claim: ConnectionLock): Promise<boolean> {
    const { text, values } = heldBy(claim);
    const kept = await this.#table.change(
      keyOf(claim),
      {
        text: 'SET #until_ms = :until, #expires = :expires',
        values: { until: claim.until.getTime(), expires: expiresAfter(claim.until, forgottenAfterMs) },
      },
      { text: `${text} AND #until_ms < :until`, values },
    );
    return kept !== undefined;
  }

  async #standing(claim: ConnectionLock): Promise<ConnectionLock | undefined> {
    const item = await this.#table.get(keyOf(claim));
    if (item === undefined) return undefined;

    const standing = claimFromFields(item);
    if (standing === undefined) throw new Failure('store_unavailable', 'the claim that stands is unreadable');
    return standing;
  }
}

function keyOf({ endpoint, connection }: Omit<ConnectionLockKey, 'correlation'>): Key {
  return { pk: `claim ${endpoint} ${connection}`, sk: 'claim' };
}

function heldBy({ correlation }: ConnectionLockKey) {
  return { text: '#correlation = :correlation', values: { correlation } };
}
