import { BlockList, isIP } from 'node:net';
import { compareAsc } from 'date-fns/compareAsc';
import { subDays } from 'date-fns/subDays';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FirstUse, firstUseIn, userOf } from '../../domain/first-use.ts';
import type { NewPlace } from '../../domain/new-place.ts';
import type { HistoryRule } from '../../domain/rules.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';

/** With more connections, the earliest are not compared, so that nothing can be called new. */
const maxCompared = 1_000;
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
  const { history, rule, endpoints, name, day, now } = search;
  const by = { kind: 'names', names: [name] } as const;
  const since = subDays(now, rule.days);
  const { records, isCut } = await history.find({ by, since, until: now, limit: maxCompared });
  if (isCut) return [];
  const theirs = records.filter((record) => userOf(record) === foldName(name));
  const oldestFirst = theirs.toSorted((a, b) => compareAsc(a.startedAt, b.startedAt));
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
