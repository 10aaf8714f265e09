import { addDays } from 'date-fns/addDays';
import { min } from 'date-fns/min';
import { subDays } from 'date-fns/subDays';
import { activeUntil, type ConnectionRecord } from '../../domain/connection-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConnectionHistory, HistoryQuery } from '../../ports/connection-history.ts';
import { firstObservations } from '../stored-connection.ts';
import { translating } from './failure-from-dynamo.ts';
import {
  endpointAt,
  idAt,
  idOf,
  isFirstPointer,
  keyOf,
  namePartition,
  observationFrom,
  observationItem,
  observationPartition,
  openPartition,
  partitionsBy,
  recordKeyAt,
  recordsFromItem,
} from './history-items.ts';
import {
  connectionsAtOnce,
  forgetAt,
  groupsOf,
  type HistoryTable,
  isUnderName,
  itemsByKey,
  latestTimeOf,
  rounds,
  type UpdateGroup,
  writeGroups,
} from './history-writes.ts';
import type { Item, Key } from './items.ts';
import { expiresAt, itemsOf } from './table.ts';

/**
 * Stores the connection history in a table. One item holds the record of a connection, and pointers to it are kept by
 * name, public address and endpoint. The table deletes all of them when they expire, which may take it days, so that
 * expired records are also left out when they are read.
 *
 * @param days How long connections are kept.
 */
export function dynamoConnectionHistory(
  table: HistoryTable,
  clock: Pick<Clock, 'now'>,
  days: number,
): ConnectionHistory {
  const writing = <T>(work: () => Promise<T>) =>
    translating('history_unavailable', 'write the connection history', work);
  const reading = <T>(work: () => Promise<T>) =>
    translating('history_unavailable', 'read the connection history', work);
  const isKept = (record: ConnectionRecord) => latestTimeOf(record) >= subDays(clock.now(), days);

  /** Reads the records that pointers refer to, by their ids. */
  async function recordsAt(pointers: readonly Item[]): Promise<ReadonlyMap<string, ConnectionRecord>> {
    const items = await itemsByKey(table, pointers.map(recordKeyAt));
    const records = [...items.values()].flatMap(recordsFromItem).filter(({ record }) => isKept(record));
    return new Map(records.map((each) => [idOf(each), each.record]));
  }

  /** Reads one partition of pointers, the latest start first, until there are enough records. */
  async function recordsIn(
    partition: string,
    { by, endpoints, since, until, limit }: HistoryQuery,
  ): Promise<ReadonlyMap<string, ConnectionRecord>> {
    // A pointer is at most a day older than the last time at which its connection was seen, and a connection counts as
    // active for up to a day after that.
    const between = [subDays(since, 2).toISOString(), `${until.toISOString()} ~`] as const;
    const pageSize = limit < connectionsAtOnce ? connectionsAtOnce : 5 * connectionsAtOnce;
    const found = new Map<string, ConnectionRecord>();
    const later = new Map<string, ConnectionRecord>();
    let after: Key | undefined;
    do {
      const { items, next } = await table.page(partition, { limit: pageSize, order: 'last', after, between });
      const asked = items.filter((pointer) => endpoints?.some((id) => id === endpointAt(pointer)) ?? true);
      const records = await recordsAt(asked);
      for (const pointer of asked) {
        const id = idAt(pointer);
        const record = records.get(id);
        if (record === undefined || record.startedAt > until || activeUntil(record) < since) continue;
        if (by.kind === 'names' && !isUnderName(record, by.names)) continue;
        (isFirstPointer(pointer, record) ? found : later).set(id, record);
      }
      after = next;
    } while (after !== undefined && found.size <= limit);
    return new Map([...later, ...found]);
  }

  return {
    record: (updates) =>
      writing(async () => {
        const groups = groupsOf(updates);
        for (let from = 0; from < groups.length; from += connectionsAtOnce) {
          let left: readonly UpdateGroup[] = groups.slice(from, from + connectionsAtOnce);
          for (let round = 0; left.length > 0; round += 1) {
            if (round === rounds) throw new Error('other processes keep changing the same connections');
            left = await writeGroups(table, left, days);
          }
        }
      }),

    recordObservation: (observation) =>
      writing(async () => {
        const expires = expiresAt(addDays(observation.at, days));
        await table.put({ ...observationItem(observation), expires });
      }),

    find: (query) =>
      reading(async () => {
        const parts = await Promise.all(
          partitionsBy(query.by).map((partition) => recordsIn(partition, query)),
        );
        const distinct = new Map(parts.flatMap((part) => [...part]));
        const records = [...distinct.values()].toSorted(
          (a, b) => b.startedAt.getTime() - a.startedAt.getTime(),
        );
        return { records: records.slice(0, query.limit), isCut: records.length > query.limit };
      }),

    ofConnections: (connections) =>
      reading(async () => {
        const items = await itemsByKey(table, connections.map(keyOf));
        const records = [...items.values()].flatMap(recordsFromItem).map(({ record }) => record);
        return records.filter(isKept).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
      }),

    open: (endpoint) =>
      reading(async () => {
        const pointers = await Array.fromAsync(itemsOf(table, openPartition(endpoint), 'first'));
        const records = [...(await recordsAt(pointers)).values()];
        return records.filter(({ endedAt }) => endedAt === undefined);
      }),

    observations: (endpoint, since, until) =>
      reading(async () => {
        const between = [since.toISOString(), until.toISOString()] as const;
        const partition = observationPartition(endpoint);
        const items = await Array.fromAsync(itemsOf(table, partition, 'first', { between }));
        return items.map((item) => observationFrom(endpoint, item));
      }),

    knownSince: (endpoint) =>
      reading(async () => {
        const between = [subDays(clock.now(), days).toISOString(), '~'] as const;
        const which = { limit: firstObservations, order: 'first', between } as const;
        const { items } = await table.page(observationPartition(endpoint), which);
        const times = items.map((item) => observationFrom(endpoint, item).since);
        return times.length === 0 ? undefined : min(times);
      }),

    forget: (names) =>
      writing(async () => {
        let forgotten = 0;
        for (const partition of new Set(names.map(namePartition))) {
          const pointers = await Array.fromAsync(itemsOf(table, partition, 'first'));
          const byRecord = Map.groupBy(pointers, (pointer) => recordKeyAt(pointer).pk);
          for (const found of byRecord.values()) forgotten += await forgetAt(table, found, names);
        }
        return forgotten;
      }),

    // The table deletes what has expired, and does not say how much that is.
    prune: async () => 0,
  };
}
