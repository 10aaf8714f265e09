import { addDays } from 'date-fns/addDays';
import type { ConnectionRecord, Observation } from '../../domain/connection-record.ts';
import type { ConnectionId, EndpointId } from '../../domain/ids.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import { hashOfName, namesOn } from '../../domain/vpn-name.ts';
import type { HistoryQuery } from '../../ports/connection-history.ts';
import { fieldsFromRecord, recordFromFields } from '../stored-connection.ts';
import type { Item, Key } from './items.ts';

/** A record among those that were seen under one endpoint and id: as a rule, the only one. */
export interface NumberedRecord {
  readonly number: number;
  readonly record: ConnectionRecord;
}

/** One item holds all records under one endpoint and id, so that one conditional write decides. */
export function keyOf({
  endpointId,
  id,
}: {
  readonly endpointId: EndpointId;
  readonly id: ConnectionId;
}): Key {
  return { pk: `history ${endpointId} ${id}`, sk: 'record' };
}

/** Identifies a record: the end of the sort keys of its pointers. */
export function idOf({ number, record }: NumberedRecord): string {
  return `${record.endpointId} ${record.id} ${number}`;
}

/** Returns the item of these records. @param version How often the item was written, with this time. */
export function recordItem(key: Key, records: readonly NumberedRecord[], version: number): Item & Key {
  const json = JSON.stringify(records.map(({ number, record }) => ({ number, ...fieldsFromRecord(record) })));
  return { ...key, json, version };
}

export function versionOf(item: Item | undefined): number {
  return typeof item?.version === 'number' ? item.version : 0;
}

/** Reads the records in an item. What no version of Bouncer wrote is left out. */
export function recordsFromItem(item: Item | undefined): readonly NumberedRecord[] {
  return parsedList(item?.json).flatMap((fields) => {
    const record = recordFromFields(fields);
    return record === undefined || typeof fields.number !== 'number'
      ? []
      : [{ number: fields.number, record }];
  });
}

function parsedList(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof json !== 'string') return [];
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
  } catch {
    return [];
  }
}

/**
 * Returns the keys of all items that point to a record. Under each name, the public address and the endpoint, there is
 * one for each day of the connection's life, counted from its start. Whoever looks for the connections of a period
 * therefore reads only what lies at most a day before it.
 */
export function pointersOf(each: NumberedRecord): readonly Key[] {
  const { record } = each;
  const partitions = [
    ...namesOn(record).map(namePartition),
    ...(record.publicIp === undefined ? [] : [addressPartition(record.publicIp)]),
    endpointPartition(record.endpointId),
  ];
  const times = daysOf(record).map((at) => at.toISOString());
  return [
    ...[...new Set(partitions)].flatMap((pk) => times.map((time) => ({ pk, sk: `${time} ${idOf(each)}` }))),
    ...(record.endedAt === undefined ? [{ pk: openPartition(record.endpointId), sk: idOf(each) }] : []),
  ];
}

/** No connection lives so long; a wrong time must not cause any number of writes. */
const mostDays = 40;

function daysOf({ startedAt, lastSeenAt, endedAt }: ConnectionRecord): readonly Date[] {
  const days = Array.from({ length: mostDays }, (_, index) => addDays(startedAt, index));
  return days.filter((day, index) => index === 0 || day <= (endedAt ?? lastSeenAt));
}

/** Returns the key of the item that a pointer refers to. */
export function recordKeyAt(pointer: Item): Key {
  const [endpoint, connection] = idAt(pointer).split(' ');
  return { pk: `history ${endpoint} ${connection}`, sk: 'record' };
}

/** Returns the endpoint of the record that a pointer refers to. */
export function endpointAt(pointer: Item): string | undefined {
  return idAt(pointer).split(' ')[0];
}

/** Returns the id of the record that a pointer refers to; see {@link idOf}. */
export function idAt({ sk }: Item): string {
  return String(sk).split(' ').slice(-3).join(' ');
}

/** Says whether this pointer is the one of the record's first day, by which it is put in order. */
export function isFirstPointer({ sk }: Item, { startedAt }: ConnectionRecord): boolean {
  return String(sk).startsWith(`${startedAt.toISOString()} `);
}

/** Returns the partitions in which the pointers to what is asked for are. */
export function partitionsBy(by: HistoryQuery['by']): readonly string[] {
  switch (by.kind) {
    case 'names':
      return [...new Set(by.names.map(namePartition))];
    case 'publicIp':
      return [addressPartition(canonicalIp(by.publicIp))];
    case 'endpoint':
      return [endpointPartition(by.endpointId)];
  }
}

/** A name may be longer than a key, and every spelling has to be found. */
export function namePartition(name: string): string {
  return `history-name ${hashOfName(name)}`;
}

function addressPartition(publicIp: string): string {
  return `history-address ${publicIp}`;
}

function endpointPartition(endpoint: EndpointId): string {
  return `history-endpoint ${endpoint}`;
}

/** The partition of the pointers to the records whose end is not known. */
export function openPartition(endpoint: EndpointId): string {
  return `history-open ${endpoint}`;
}

export function observationPartition(endpoint: EndpointId): string {
  return `history-scan ${endpoint}`;
}

export function observationItem({ endpointId, since, at, active }: Observation): Item & Key {
  return { pk: observationPartition(endpointId), sk: at.toISOString(), since_ms: since.getTime(), active };
}

export function observationFrom(endpoint: EndpointId, { sk, since_ms, active }: Item): Observation {
  return {
    endpointId: endpoint,
    at: new Date(String(sk)),
    since: new Date(Number(since_ms)),
    active: Number(active),
  };
}
