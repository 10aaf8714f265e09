import { addDays } from 'date-fns/addDays';
import { hashesOfName, hashOfName } from '../../domain/vpn-name.ts';
import type {
  AttemptReports,
  ConnectionAttempt,
  ConnectionAttempts,
  DeniedConnections,
  HandlerVerdict,
} from '../../ports/block-list.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { type DynamoTable, expiresAt, itemsOf } from './table.ts';

/** Connection attempts include public addresses, so they are kept no longer than an investigation needs. */
const keptDays = 1;
/**
 * A certificate may be shared by many people. No more of its attempts are read at once, the latest ones; earlier ones are
 * then not found.
 */
const maxRead = 1_000;
/** A name's denials are counted until none has occurred for this long; then the count starts again at one. */
const countedDays = 7;

/** Reads what the connect handlers saw, in the table of blocks. */
export function dynamoConnectionAttempts(table: Pick<DynamoTable, 'page' | 'change'>): ConnectionAttempts {
  const reading = <T>(work: () => Promise<T>) =>
    translating('blocks_unavailable', 'read connection attempts', work);

  return {
    of: (names, since, until) =>
      reading(async () => {
        const last = until === undefined ? '~' : `${until.toISOString()} ~`;
        const between = [since.toISOString(), last] as const;
        // Connect handlers of earlier versions stored attempts under another hash of the name.
        const partitions = [...new Set(names.flatMap(hashesOfName).map(partitionOf))];
        const found = await Promise.all(
          partitions.map((partition) => firstOf(itemsOf(table, partition, 'last', { between }), maxRead)),
        );
        const attempts = found.flat().map(attemptFromItem);
        const byConnection = new Map(
          attempts.map((attempt) => [`${attempt.connection} ${attempt.at.getTime()}`, attempt]),
        );
        return [...byConnection.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
      }),
    denied: () =>
      reading(async () =>
        (await Array.fromAsync(itemsOf(table, deniedPartition, 'first'))).map(deniedFromItem),
      ),
    markReported: ({ name, count, reported }, at) =>
      translating('blocks_unavailable', 'store which denials were reported', async () => {
        const change = { text: 'SET #told = :count, #told_ms = :now', values: { count, now: at.getTime() } };
        const only = { text: '#told = :told', values: { told: reported } };
        // Connect handlers of earlier versions count denials under another hash of the name.
        for (const sk of hashesOfName(name)) {
          if ((await table.change({ pk: deniedPartition, sk }, change, only)) !== undefined) return true;
        }
        return false;
      }),
  };
}

async function firstOf(items: AsyncIterable<Item>, most: number): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length === most) break;
  }
  return found;
}

/** Writes the connect handler's reports. */
export function dynamoAttemptReports(table: Pick<DynamoTable, 'put' | 'change'>): AttemptReports {
  return {
    report: (attempt, deniedAs) =>
      translating('blocks_unavailable', 'report a connection attempt', async () => {
        const names = [attempt.username, attempt.commonName].filter((name) => name !== '');
        // Attempts are stored by name, so that a query about one person reads only theirs.
        const items = [...new Set(names.map(hashOfName).map(partitionOf))].map((pk) => ({
          pk,
          sk: `${attempt.at.toISOString()} ${attempt.connection}`,
          ...fieldsOf(attempt),
          expires: expiresAt(addDays(attempt.at, keptDays)),
        }));
        await Promise.all([
          ...items.map((item) => table.put(item)),
          ...(deniedAs === undefined ? [] : [countDenied(table, deniedAs, attempt)]),
        ]);
      }),
  };
}

/** Counts a denial, and describes the latest one beside the count. */
function countDenied(table: Pick<DynamoTable, 'change'>, name: string, attempt: ConnectionAttempt) {
  // Nothing must be left of the attempt before.
  const latest = { name, platform_version: '', client_version: '', ...fieldsOf(attempt) };
  const sets = Object.keys(latest).map((field) => `#${field} = :${field}`);
  const expires = expiresAt(addDays(attempt.at, countedDays));
  return table.change(
    { pk: deniedPartition, sk: hashOfName(name) },
    {
      text: `SET ${sets.join(', ')}, #expires = :expires, #told = if_not_exists(#told, :zero) ADD #count :one`,
      values: { ...latest, one: 1, zero: 0, expires },
    },
  );
}

const deniedPartition = 'turned-away';

function partitionOf(hash: string): string {
  return `arrival ${hash}`;
}

function fieldsOf(attempt: ConnectionAttempt): Item {
  return {
    connection: attempt.connection,
    endpoint: attempt.endpoint,
    username: attempt.username,
    common_name: attempt.commonName,
    public_ip: attempt.publicIp,
    platform: attempt.platform,
    ...(attempt.platformVersion && { platform_version: attempt.platformVersion }),
    ...(attempt.clientVersion && { client_version: attempt.clientVersion }),
    at_ms: attempt.at.getTime(),
    verdict: attempt.verdict,
  };
}

const verdicts: readonly HandlerVerdict[] = [
  'allowed',
  'turned_away',
  'allowed_unread',
  'turned_away_unread',
];

function attemptFromItem(item: Item): ConnectionAttempt {
  return {
    connection: text(item.connection),
    endpoint: text(item.endpoint),
    username: text(item.username),
    commonName: text(item.common_name),
    publicIp: text(item.public_ip),
    platform: text(item.platform),
    ...(text(item.platform_version) && { platformVersion: text(item.platform_version) }),
    ...(text(item.client_version) && { clientVersion: text(item.client_version) }),
    at: new Date(Number(item.at_ms)),
    verdict: verdicts.find((verdict) => verdict === item.verdict) ?? 'allowed',
  };
}

function deniedFromItem(item: Item): DeniedConnections {
  return {
    name: text(item.name),
    count: Number(item.count),
    reported: Number(item.told),
    reportedAt: typeof item.told_ms === 'number' ? new Date(item.told_ms) : undefined,
    latest: attemptFromItem(item),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
