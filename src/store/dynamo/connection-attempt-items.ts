import type {
  ConnectionAttempt,
  DeniedConnections,
  HandlerVerdict,
} from '../../domain/connection-attempt.ts';
import { hashesOfName, hashOfName } from '../../domain/vpn-name.ts';
import type { Item } from './items.ts';
import { expiresAfter, type Key } from './table.ts';

export const turnedAwayPartition = 'turned-away';

/** Connection attempts include public addresses, so they are kept no longer than an investigation needs. */
const keptMs = 24 * 3_600_000;

/** Connection attempts are stored by name, so that a query about one person reads only theirs. */
export function arrivalPartition(name: string): string {
  return partitionOf(hashOfName(name));
}

/**
 * Lists the partitions that may hold a name's attempts, including those written by connect handlers of earlier
 * versions.
 */
export function arrivalPartitions(name: string): readonly string[] {
  return hashesOfName(name).map(partitionOf);
}

function partitionOf(hash: string): string {
  return `arrival ${hash}`;
}

export function arrivalItem(partition: string, arrival: ConnectionAttempt): Item & Key {
  const { at, connection } = arrival;
  return {
    pk: partition,
    sk: `${at.toISOString()} ${connection}`,
    ...fieldsOf(arrival),
    expires: expiresAfter(at, keptMs),
  };
}

export function arrivalFromItem(item: Readonly<Record<string, unknown>>): ConnectionAttempt {
  return {
    connection: text(item.connection),
    endpoint: text(item.endpoint),
    username: text(item.username),
    commonName: text(item.common_name),
    publicIp: text(item.public_ip),
    platform: text(item.platform),
    at: new Date(Number(item.at_ms)),
    verdict: verdicts.find((verdict) => verdict === item.verdict) ?? 'allowed',
  };
}

export function turnedAwayKey(name: string): Key {
  return { pk: turnedAwayPartition, sk: hashOfName(name) };
}

/** Lists the keys under which a name's denials may be counted, by connect handlers of this or an earlier version. */
export function turnedAwayKeys(name: string): readonly Key[] {
  return hashesOfName(name).map((sk) => ({ pk: turnedAwayPartition, sk }));
}

/** Returns the fields that describe the latest denial; the number of denials is counted beside them. */
export function turnedAwayItem(name: string, latest: ConnectionAttempt): Item {
  return { name, ...fieldsOf(latest) };
}

export function turnedAwayFromItem(item: Readonly<Record<string, unknown>>): DeniedConnections {
  return {
    name: text(item.name),
    count: Number(item.count),
    told: Number(item.told),
    toldAt: typeof item.told_ms === 'number' ? new Date(item.told_ms) : undefined,
    latest: arrivalFromItem(item),
  };
}

const verdicts: readonly HandlerVerdict[] = [
  'allowed',
  'turned_away',
  'allowed_unread',
  'turned_away_unread',
];

function fieldsOf({
  connection,
  endpoint,
  username,
  commonName,
  publicIp,
  platform,
  at,
  verdict,
}: ConnectionAttempt): Item {
  return {
    connection,
    endpoint,
    username,
    common_name: commonName,
    public_ip: publicIp,
    platform,
    at_ms: at.getTime(),
    verdict,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
