import { addDays } from 'date-fns/addDays';
import { max } from 'date-fns/max';
import { min } from 'date-fns/min';
import { subDays } from 'date-fns/subDays';
import PQueue from 'p-queue';
import {
  activeUntil,
  type ConnectionRecord,
  type ConnectionUpdate,
  recordOf,
  recordWith,
} from '../../domain/connection-record.ts';
import { Failure } from '../../domain/failure.ts';
import { isSameName, namesOn } from '../../domain/vpn-name.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConnectionHistory, HistoryQuery } from '../../ports/connection-history.ts';
import { firstObservations, isStoredAlike } from '../stored-connection.ts';
import { translating } from './failure-from-dynamo.ts';
import {
  idAt,
  idOf,
  isFirstPointer,
  keyOf,
  type NumberedRecord,
  namePartition,
  observationFrom,
  observationItem,
  observationPartition,
  openPartition,
  partitionsBy,
  pointersOf,
  recordItem,
  recordKeyAt,
  recordsFromItem,
  versionOf,
} from './history-items.ts';
import type { Expression, Item, Key } from './items.ts';
import { type DynamoTable, expiresAt, isNew, itemsOf } from './table.ts';

type HistoryTable = Pick<DynamoTable, 'getAll' | 'page' | 'put' | 'writeAll' | 'remove'>;

/** Connections that are read and written together: as many as one BatchGetItem reads. */
const connectionsAtOnce = 100;
/** Calls at the same time. Few: nobody waits for the history to be written, and people wait for other calls. */
const callsAtOnce = 8;
/** How often a record that other processes change at the same moment is read and written again. */
const rounds = 5;

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
    { by, since, until, limit }: HistoryQuery,
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
      const records = await recordsAt(items);
      for (const pointer of items) {
        const id = idAt(pointer);
        const record = records.get(id);
        if (record === undefined || record.startedAt > until || activeUntil(record) < since) continue;
        if (by.kind === 'names' && !isOnName(record, by.names)) continue;
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

function isOnName(record: ConnectionRecord, names: readonly string[]): boolean {
  return namesOn(record).some((own) => names.some((name) => isSameName(own, name)));
}

function latestTimeOf({ endedAt, lastSeenAt }: ConnectionRecord): Date {
  return endedAt ?? lastSeenAt;
}

interface UpdateGroup {
  readonly key: Key;
  readonly updates: readonly ConnectionUpdate[];
}

/** Groups updates by the item that holds their records. */
function groupsOf(updates: readonly ConnectionUpdate[]): readonly UpdateGroup[] {
  const groups = Map.groupBy(updates, (update) => keyOf(update).pk);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ key: keyOf(first), updates: [first, ...rest] }],
  );
}

/** Writes what some updates add. @returns The groups whose item was changed by another process meanwhile. */
async function writeGroups(
  table: HistoryTable,
  groups: readonly UpdateGroup[],
  days: number,
): Promise<readonly UpdateGroup[]> {
  const items = await itemsByKey(
    table,
    groups.map(({ key }) => key),
  );
  const changes = groups.flatMap((group) => {
    const item = items.get(group.key.pk);
    const before = recordsFromItem(item);
    const after = recordsWith(before, group.updates);
    return after === before ? [] : [{ group, before, after, version: versionOf(item) }];
  });

  // Pointers come first: a record without them would not be found, and a pointer to nothing is passed over.
  const steps = changes.map(({ before, after }) => {
    const old = keysById(before.flatMap(pointersOf));
    const current = keysById(after.flatMap(pointersOf));
    return {
      added: [...current].filter(([id]) => !old.has(id)).map(([, key]) => key),
      removed: [...old].filter(([id]) => !current.has(id)).map(([, key]) => key),
      // A connection may last a day longer than it was seen now.
      expires: expiresAt(addDays(latestTimeIn(after), days + 1)),
    };
  });
  await table.writeAll(
    steps.flatMap(({ added, expires }) => added.map((key) => ({ ...key, expires }))),
    [],
  );

  const calls = new PQueue({ concurrency: callsAtOnce });
  const isWritten = await calls.addAll(
    changes.map(({ group, after, version }) => () => {
      const expires = expiresAt(addDays(latestTimeIn(after), days));
      return table.put({ ...recordItem(group.key, after, version + 1), expires }, isAtVersion(version));
    }),
  );
  await table.writeAll(
    [],
    steps.filter((_, index) => isWritten[index]).flatMap(({ removed }) => removed),
  );
  return changes.filter((_, index) => !isWritten[index]).map(({ group }) => group);
}

function isAtVersion(version: number): Expression {
  return version === 0 ? isNew : { text: '#version = :version', values: { version } };
}

/** Adds updates to the records of one item. @returns The same array if they add nothing. */
function recordsWith(
  before: readonly NumberedRecord[],
  updates: readonly ConnectionUpdate[],
): readonly NumberedRecord[] {
  let records = before;
  for (const update of updates) {
    const own = recordOf(
      records.map(({ number, record }) => ({ ...record, number })),
      update,
    );
    const known = records.find(({ number }) => number === own?.number)?.record;
    const record = recordWith(known, update);
    if (record === undefined || (known !== undefined && isStoredAlike(known, record))) continue;

    const number = own?.number ?? Math.max(-1, ...records.map((each) => each.number)) + 1;
    records = [...records.filter((each) => each.number !== number), { number, record }];
  }
  return records;
}

/**
 * Removes the records under these names from one item, with all pointers to them.
 *
 * @param pointers Those to the item that were found under the name.
 * @returns How many records were removed.
 */
async function forgetAt(
  table: HistoryTable,
  pointers: readonly Item[],
  names: readonly string[],
): Promise<number> {
  const [first] = pointers;
  if (first === undefined) return 0;
  const key = recordKeyAt(first);
  const found = pointers.map(({ pk, sk }): Key => ({ pk: String(pk), sk: String(sk) }));
  for (let round = 0; round < rounds; round += 1) {
    const [item] = await table.getAll([key]);
    const records = recordsFromItem(item);
    const gone = records.filter(({ record }) => isOnName(record, names));
    const left = records.filter((each) => !gone.includes(each));
    const own = keysById(found);
    // The pointers by which the record is found go last, so that forgetting can be repeated after a failure.
    const others = [...keysById(gone.flatMap(pointersOf))].filter(([id]) => !own.has(id));
    await table.writeAll(
      [],
      others.map(([, each]) => each),
    );
    if (gone.length === 0 || (await replaced(table, key, item, left))) {
      await table.writeAll([], found);
      return gone.length;
    }
  }
  throw new Failure('history_unavailable', 'other processes keep changing the connection');
}

async function replaced(
  table: HistoryTable,
  key: Key,
  item: Item | undefined,
  left: readonly NumberedRecord[],
): Promise<boolean> {
  const version = versionOf(item);
  if (left.length === 0) return table.remove(key, isAtVersion(version));
  const expires = Number(item?.expires);
  return table.put({ ...recordItem(key, left, version + 1), expires }, isAtVersion(version));
}

/** Reads the items of these keys, by their partitions. */
async function itemsByKey(
  table: Pick<DynamoTable, 'getAll'>,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, Item>> {
  const distinct = [...new Map(keys.map((key) => [key.pk, key])).values()];
  const parts = Array.from({ length: Math.ceil(distinct.length / connectionsAtOnce) }, (_, index) =>
    distinct.slice(index * connectionsAtOnce, (index + 1) * connectionsAtOnce),
  );
  const calls = new PQueue({ concurrency: callsAtOnce });
  const items = await calls.addAll(parts.map((part) => () => table.getAll(part)));
  return new Map(items.flat().map((item) => [String(item.pk), item]));
}

function keysById(keys: readonly Key[]): ReadonlyMap<string, Key> {
  return new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key]));
}

function latestTimeIn(records: readonly NumberedRecord[]): Date {
  return max(records.map(({ record }) => latestTimeOf(record)));
}
