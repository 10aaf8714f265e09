import type {
  ConnectionAttempt,
  DeniedConnections,
  HandlerVerdict,
} from '../../domain/connection-attempt.ts';
import { hashesOfName, hashOfName } from '../../domain/vpn-name.ts';
import type { AttemptReports, ConnectionAttempts } from '../../ports/block-list.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { type DynamoTable, expiresAfter, itemsOf, type Key } from './table.ts';

/** Stores what the connect handlers saw, in the table of blocks. */
export class DynamoConnectionAttempts implements ConnectionAttempts {
  readonly #table: Pick<DynamoTable, 'page' | 'change'>;

  constructor(table: Pick<DynamoTable, 'page' | 'change'>) {
    this.#table = table;
  }

  async of(names: readonly string[], since: Date): Promise<readonly ConnectionAttempt[]> {
    const partitions = [...new Set(names.flatMap(attemptPartitions))];
    const found = await Promise.all(partitions.map((partition) => this.#read(partition, attemptFromItem)));
    const byConnection = new Map(
      found.flat().map((attempt) => [`${attempt.connection} ${attempt.at.getTime()}`, attempt]),
    );
    return [...byConnection.values()]
      .filter(({ at }) => at >= since)
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  denied(): Promise<readonly DeniedConnections[]> {
    return this.#read(deniedPartition, deniedFromItem);
  }

  async told({ name, count, told }: DeniedConnections, at: Date): Promise<boolean> {
    const isChanged = async (key: Key) => {
      const change = { text: 'SET #told = :count, #told_ms = :now', values: { count, now: at.getTime() } };
      const only = { text: '#told = :told', values: { told } };
      return (await this.#table.change(key, change, only)) !== undefined;
    };
    try {
      for (const key of deniedKeys(name)) {
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
export function dynamoAttemptReports(table: Pick<DynamoTable, 'put' | 'change'>): AttemptReports {
  return {
    async report(attempt, deniedAs) {
      const names = new Set(
        [attempt.username, attempt.commonName].filter((name) => name !== '').map(attemptPartition),
      );
      try {
        await Promise.all([
          ...[...names].map((partition) => table.put(attemptItem(partition, attempt))),
          ...(deniedAs === undefined ? [] : [countDenied(table, deniedAs, attempt)]),
        ]);
      } catch (thrown) {
        throw failureFromDynamo('blocks_unavailable', 'report a connection attempt', thrown);
      }
    },
  };
}

function countDenied(table: Pick<DynamoTable, 'change'>, name: string, attempt: ConnectionAttempt) {
  const latest = deniedItem(name, attempt);
  const sets = Object.keys(latest).map((field) => `#${field} = :${field}`);
  const values = { ...latest, one: 1, zero: 0, expires: expiresAfter(attempt.at, countedMs) };
  return table.change(deniedKey(name), {
    text: `SET ${sets.join(', ')}, #expires = :expires, #told = if_not_exists(#told, :zero) ADD #count :one`,
    values,
  });
}

const deniedPartition = 'turned-away';

/** Connection attempts include public addresses, so they are kept no longer than an investigation needs. */
const keptMs = 24 * 3_600_000;

/** Connection attempts are stored by name, so that a query about one person reads only theirs. */
function attemptPartition(name: string): string {
  return partitionOf(hashOfName(name));
}

/**
 * Lists the partitions that may hold a name's attempts, including those written by connect handlers of earlier
 * versions.
 */
function attemptPartitions(name: string): readonly string[] {
  return hashesOfName(name).map(partitionOf);
}

function partitionOf(hash: string): string {
  return `arrival ${hash}`;
}

function attemptItem(partition: string, attempt: ConnectionAttempt): Item & Key {
  const { at, connection } = attempt;
  return {
    pk: partition,
    sk: `${at.toISOString()} ${connection}`,
    ...fieldsOf(attempt),
    expires: expiresAfter(at, keptMs),
  };
}

function attemptFromItem(item: Readonly<Record<string, unknown>>): ConnectionAttempt {
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

function deniedKey(name: string): Key {
  return { pk: deniedPartition, sk: hashOfName(name) };
}

/** Lists the keys under which a name's denials may be counted, by connect handlers of this or an earlier version. */
function deniedKeys(name: string): readonly Key[] {
  return hashesOfName(name).map((sk) => ({ pk: deniedPartition, sk }));
}

/** Returns the fields that describe the latest denial; the number of denials is counted beside them. */
function deniedItem(name: string, latest: ConnectionAttempt): Item {
  return { name, ...fieldsOf(latest) };
}

function deniedFromItem(item: Readonly<Record<string, unknown>>): DeniedConnections {
  return {
    name: text(item.name),
    count: Number(item.count),
    told: Number(item.told),
    toldAt: typeof item.told_ms === 'number' ? new Date(item.told_ms) : undefined,
    latest: attemptFromItem(item),
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
