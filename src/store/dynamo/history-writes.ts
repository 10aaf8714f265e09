import { addDays } from 'date-fns/addDays';
import { max } from 'date-fns/max';
import PQueue from 'p-queue';
import {
  type ConnectionRecord,
  type ConnectionUpdate,
  recordOf,
  recordWith,
} from '../../domain/connection-record.ts';
import { Failure } from '../../domain/failure.ts';
import { isSameName, namesOn } from '../../domain/vpn-name.ts';
import { isStoredAlike } from '../stored-connection.ts';
import {
  keyOf,
  type NumberedRecord,
  pointersOf,
  recordItem,
  recordKeyAt,
  recordsFromItem,
  versionOf,
} from './history-items.ts';
import type { Expression, Item, Key } from './items.ts';
import { type DynamoTable, expiresAt, isNew } from './table.ts';

export type HistoryTable = Pick<DynamoTable, 'getAll' | 'page' | 'put' | 'writeAll' | 'remove'>;

/** Connections that are read and written together: as many as one BatchGetItem reads. */
export const connectionsAtOnce = 100;
/** Calls at the same time. Few: nobody waits for the history to be written, and people wait for other calls. */
const callsAtOnce = 8;
/** How often a record that other processes change at the same moment is read and written again. */
export const rounds = 5;

export interface UpdateGroup {
  readonly key: Key;
  readonly updates: readonly ConnectionUpdate[];
}

/** Groups updates by the item that holds their records. */
export function groupsOf(updates: readonly ConnectionUpdate[]): readonly UpdateGroup[] {
  const groups = Map.groupBy(updates, (update) => keyOf(update).pk);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ key: keyOf(first), updates: [first, ...rest] }],
  );
}

/** Writes what some updates add. @returns The groups whose item was changed by another process meanwhile. */
export async function writeGroups(
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
export async function forgetAt(
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
    const gone = records.filter(({ record }) => isUnderName(record, names));
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

export function isUnderName(record: ConnectionRecord, names: readonly string[]): boolean {
  return namesOn(record).some((own) => names.some((name) => isSameName(own, name)));
}

export function latestTimeOf({ endedAt, lastSeenAt }: ConnectionRecord): Date {
  return endedAt ?? lastSeenAt;
}

/** Reads the items of these keys, by their partitions. */
export async function itemsByKey(
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
