import type { ConnectionAttempt, DeniedConnections } from '../../domain/connection-attempt.ts';
import type { ArrivalReports, ConnectionAttempts } from '../../ports/connection-attempts.ts';
import {
  arrivalFromItem,
  arrivalItem,
  arrivalPartition,
  arrivalPartitions,
  turnedAwayFromItem,
  turnedAwayItem,
  turnedAwayKey,
  turnedAwayKeys,
  turnedAwayPartition,
} from './connection-attempt-items.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { itemsOf } from './items-of.ts';
import { type DynamoTable, expiresAfter, type Key } from './table.ts';

/** Stores what the connect handlers saw, in the table of blocks. */
export class DynamoConnectionAttempts implements ConnectionAttempts {
  readonly #table: Pick<DynamoTable, 'page' | 'change'>;

  constructor(table: Pick<DynamoTable, 'page' | 'change'>) {
    this.#table = table;
  }

  async of(names: readonly string[], since: Date): Promise<readonly ConnectionAttempt[]> {
    const partitions = [...new Set(names.flatMap(arrivalPartitions))];
    const found = await Promise.all(partitions.map((partition) => this.#read(partition, arrivalFromItem)));
    const byConnection = new Map(
      found.flat().map((arrival) => [`${arrival.connection} ${arrival.at.getTime()}`, arrival]),
    );
    return [...byConnection.values()]
      .filter(({ at }) => at >= since)
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  turnedAway(): Promise<readonly DeniedConnections[]> {
    return this.#read(turnedAwayPartition, turnedAwayFromItem);
  }

  async told({ name, count, told }: DeniedConnections, at: Date): Promise<boolean> {
    const isChanged = async (key: Key) => {
      const change = { text: 'SET #told = :count, #told_ms = :now', values: { count, now: at.getTime() } };
      const only = { text: '#told = :told', values: { told } };
      return (await this.#table.change(key, change, only)) !== undefined;
    };
    try {
      for (const key of turnedAwayKeys(name)) {
        if (await isChanged(key)) return true;
      }
      return false;
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'store which denials were reported', thrown);
    }
  }

  async #read<T>(partition: string, from: (item: Readonly<Record<string, unknown>>) => T): Promise<T[]> {
    try {
      const read: T[] = [];
      for await (const item of itemsOf(this.#table, partition, 'first')) read.push(from(item));
      return read;
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'read connection attempts', thrown);
    }
  }
}

/** A name's denials are counted until none has occurred for this long; then the count starts again at one. */
const countedMs = 7 * 24 * 3_600_000;

/** Writes the connect handler's reports. */
export function dynamoArrivalReports(table: Pick<DynamoTable, 'put' | 'change'>): ArrivalReports {
  return {
    async report(arrival, turnedAwayAs) {
      const names = new Set(
        [arrival.username, arrival.commonName].filter((name) => name !== '').map(arrivalPartition),
      );
      try {
        await Promise.all([
          ...[...names].map((partition) => table.put(arrivalItem(partition, arrival))),
          ...(turnedAwayAs === undefined ? [] : [countDenied(table, turnedAwayAs, arrival)]),
        ]);
      } catch (thrown) {
        throw failureFromDynamo('blocks_unavailable', 'report a connection attempt', thrown);
      }
    },
  };
}

function countDenied(table: Pick<DynamoTable, 'change'>, name: string, arrival: ConnectionAttempt) {
  const latest = turnedAwayItem(name, arrival);
  const sets = Object.keys(latest).map((field) => `#${field} = :${field}`);
  const values = { ...latest, one: 1, zero: 0, expires: expiresAfter(arrival.at, countedMs) };
  return table.change(turnedAwayKey(name), {
    text: `SET ${sets.join(', ')}, #expires = :expires, #told = if_not_exists(#told, :zero) ADD #count :one`,
    values,
  });
}
