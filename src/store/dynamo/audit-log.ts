import type { AuditEntry } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { foundEntry, parseEntry } from '../stored-rows.ts';
import {
  type AppendOptions,
  entryAppender,
  entryKey,
  entryPartition,
  entryTextFrom,
  readHead,
  signpostsOf,
} from './append-entry.ts';
import { failureFromDynamo, translating } from './failure-from-dynamo.ts';
import type { Item, Key } from './items.ts';
import { type DynamoTable, itemsOf } from './table.ts';

/** Requests of one person per read: most people have requested very little recently. */
const requestsAtOnce = 20;

/**
 * The audit log in a table, one item for each entry. The entry's canonical JSON text is the only source of truth.
 */
export function dynamoAuditLog(table: DynamoTable, options: AppendOptions): AuditLog {
  return {
    append: entryAppender(table, options),
    ofRequest: (correlation) =>
      reading(async () => {
        const signposts = await Array.fromAsync(itemsOf(table, signpostsOf.request(correlation), 'first'));
        const entries = await entriesAt(table, signposts);
        // Other requests may have written theirs under these numbers first.
        return entries
          .filter((entry) => entry.correlation === correlation)
          .toSorted((one, other) => one.seq - other.seq);
      }),
    requestedBy: (actor, since, most) =>
      reading(async () => {
        const requested: AuditEntry[] = [];
        let after: Key | undefined;
        do {
          const which = { limit: requestsAtOnce, order: 'last', after } as const;
          const { items: signposts, next } = await table.page(signpostsOf.requester(actor), which);
          const entries = await entriesAt(table, signposts);
          for (const entry of entries.toSorted((one, other) => other.seq - one.seq)) {
            // Entries that others wrote there first are not this person's.
            if (entry.kind !== 'requested' || entry.actor.id !== actor) continue;
            if (Date.parse(entry.at) < since.getTime()) return requested;
            requested.push(entry);
            if (requested.length >= most) return requested;
          }
          after = next;
        } while (after !== undefined);
        return requested;
      }),
    async *stored() {
      for await (const { text } of texts(table, 'first')) yield text;
    },
    storedAt: (seqs) =>
      reading(async () => {
        const items = await table.getAll([...new Set(seqs)].map(entryKey));
        const found = await Promise.all(items.map((item) => textOf(table, item)));
        return new Map(found.map(({ seq, text }) => [seq, text]));
      }),
    async *newestFirst(upTo) {
      const after = upTo === undefined ? undefined : entryKey(upTo + 1);
      for await (const { seq, text } of texts(table, 'last', after)) yield foundEntry(seq, text);
    },
    head: () => reading(() => readHead(table)),
  };
}

const doing = 'read the audit log';

function reading<T>(read: () => Promise<T>): Promise<T> {
  return translating('store_unavailable', doing, read);
}

interface StoredText {
  readonly seq: number;
  readonly text: string;
}

async function* texts(table: DynamoTable, order: 'first' | 'last', after?: Key): AsyncGenerator<StoredText> {
  try {
    for await (const item of itemsOf(table, entryPartition, order, { after }))
      yield await textOf(table, item);
  } catch (thrown) {
    throw failureFromDynamo('store_unavailable', doing, thrown);
  }
}

async function textOf(table: DynamoTable, item: Item): Promise<StoredText> {
  return { seq: Number(item.sk), text: await entryTextFrom(table, item) };
}

/**
 * Reads the entries that signposts point to, in no particular order. It throws for an unreadable entry: leaving it out
 * would make it look as if something had not happened.
 */
async function entriesAt(table: DynamoTable, signposts: readonly Item[]): Promise<readonly AuditEntry[]> {
  const items = await table.getAll(signposts.map(({ sk }) => ({ pk: entryPartition, sk: String(sk) })));
  return Promise.all(
    items.map(async (item) => {
      const { seq, text } = await textOf(table, item);
      const entry = parseEntry(text);
      if (entry === undefined)
        throw new Failure('store_unavailable', `entry ${seq} is unreadable: run audit verify`);
      return entry;
    }),
  );
}
