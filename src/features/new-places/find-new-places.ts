import { BlockList, isIP } from 'node:net';
import { compareAsc } from 'date-fns/compareAsc';
import { subDays } from 'date-fns/subDays';
import { connectionKey } from '../../domain/connection.ts';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FirstUse, firstUseIn, userOf } from '../../domain/first-use.ts';
import type { NewPlace } from '../../domain/new-place.ts';
import type { HistoryRule } from '../../domain/rules.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';

/** Someone's connections of a year or so. Services connect more often. */
const recordsAtOnce = 1_000;
/** A name that connects every two minutes has fewer in a month. Beyond that, the latest are compared. */
const maxCompared = 20 * recordsAtOnce;
/** While the history is younger than this, or a quarter of the kept days, every place would be new. */
const youngestDays = 7;

interface Search {
  readonly history: ConnectionHistory;
  readonly rule: HistoryRule;
  readonly endpoints: readonly Endpoint[];
  readonly name: string;
  /** In UTC, as `2026-11-02`. */
  readonly day: string;
  readonly now: Date;
}

/** Returns what is new about the connections that a person began on one day. @throws {Failure} `history_unavailable` */
export async function findNewPlaces(search: Search): Promise<readonly NewPlace[]> {
  const { rule, endpoints, day } = search;
  const oldestFirst = await recordsToCompare(search);
  const places: NewPlace[] = [];
  for (const [at, record] of oldestFirst.entries()) {
    const endpoint = endpoints.find(({ id }) => id === record.endpointId);
    if (endpoint === undefined || dayOf(record.startedAt) !== day) continue;
    if (!(await isKnownLongEnough(search, endpoint))) continue;

    const earlier = oldestFirst.slice(0, at);
    const { isNewAddress, isNewDevice } = newnessOf(record, earlier, rule.known);
    if (!isNewAddress && !isNewDevice) continue;
    const { startedAt, publicIp, device } = record;
    const place = { at: startedAt, endpoint, publicIp, platform: device?.platform };
    places.push({ ...place, isNewAddress, isNewDevice, comparedWith: earlier.length });
  }
  return places;
}

/**
 * Reads the person's connections, the earliest first. It reads no further back once everything of the day is known from
 * an earlier connection: so with a name that connects all the time, and nearly always from the same address.
 */
async function recordsToCompare(search: Search): Promise<readonly ConnectionRecord[]> {
  const { history, rule, name, day, now } = search;
  const by = { kind: 'names', names: [name] } as const;
  const since = subDays(now, rule.days);
  const theirs = new Map<string, ConnectionRecord>();
  for (let until = now; ; ) {
    const { records, isCut } = await history.find({ by, since, until, limit: recordsAtOnce });
    for (const record of records) {
      const key = `${connectionKey(record)} ${record.startedAt.getTime()}`;
      if (userOf(record) === foldName(name)) theirs.set(key, record);
    }
    const oldestFirst = [...theirs.values()].toSorted((a, b) => compareAsc(a.startedAt, b.startedAt));
    const oldest = records.at(-1)?.startedAt;
    if (!isCut || oldest === undefined || oldest >= until || theirs.size >= maxCompared) return oldestFirst;
    if (!mayBeNew(oldestFirst, day)) return oldestFirst;
    until = oldest;
  }
}

/** Whether an address or a device of the day is in none of the earlier connections that were read so far. */
function mayBeNew(oldestFirst: readonly ConnectionRecord[], day: string): boolean {
  return oldestFirst.some((record, at) => {
    if (dayOf(record.startedAt) !== day) return false;
    const earlier = oldestFirst.slice(0, at);
    const withAddress = earlier.filter(({ publicIp }) => publicIp !== undefined);
    const withDevice = earlier.filter(({ device }) => device !== undefined);
    return firstUseIn(record, withAddress).isNewAddress || firstUseIn(record, withDevice).isNewDevice;
  });
}

/** The day in UTC, as `2026-11-02`: the same for every process, wherever it runs. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

async function isKnownLongEnough({ history, rule, now }: Search, { id }: Endpoint): Promise<boolean> {
  const knownSince = await history.knownSince(id);
  return knownSince !== undefined && knownSince <= subDays(now, Math.min(youngestDays, rule.days / 4));
}

function newnessOf(
  record: ConnectionRecord,
  earlier: readonly ConnectionRecord[],
  known: readonly string[],
): FirstUse {
  if (record.publicIp !== undefined && isIn(known, record.publicIp))
    return { isNewAddress: false, isNewDevice: false };

  const { isNewAddress, isNewDevice } = firstUseIn(record, earlier);
  return {
    isNewAddress: isNewAddress && isMostlyKnown(earlier, ({ publicIp }) => publicIp),
    isNewDevice: isNewDevice && isMostlyKnown(earlier, ({ device }) => device),
  };
}

/**
 * Public addresses are known only since the connect handler or the connection log reports them. Before that, any
 * address would look new.
 */
function isMostlyKnown(
  earlier: readonly ConnectionRecord[],
  read: (record: ConnectionRecord) => unknown,
): boolean {
  return 2 * earlier.filter((record) => read(record) !== undefined).length >= earlier.length;
}

function isIn(networks: readonly string[], address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), isIP(base) === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
