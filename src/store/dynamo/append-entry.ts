import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import { canonicalJson, emptyHead, type Head, seal } from '../../domain/audit-chain.ts';
import type { AuditEntry, EntryDraft } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import { parseHead } from '../stored-rows.ts';
import { isRefused } from './client.ts';
import { failureFromDynamo, mayPass } from './failure-from-dynamo.ts';
import type { Item, Key } from './items.ts';
import { type DynamoTable, isNew } from './table.ts';
import { packText, textFromItem } from './text.ts';

/** All entries are in one partition. A chain grows one entry at a time, far below the write limit of a partition. */
export const entryPartition = 'audit';

/** Sort keys are compared as text. Entry numbers have at most 16 digits. */
const digits = 16;

export function entryKey(seq: number): Key {
  return { pk: entryPartition, sk: String(seq).padStart(digits, '0') };
}

/**
 * Partitions of signposts: each marks in advance that an entry of this request, or a request of this person, may be
 * stored under a number.
 */
export const signpostsOf = {
  request: (correlation: string) => `request ${correlation}`,
  requester: (person: string) => `request by ${person}`,
} as const;

/** Lists the signposts to an entry. */
function signpostsTo({ correlation, seq, kind, actor }: AuditEntry): readonly Key[] {
  const { sk } = entryKey(seq);
  return [
    { pk: signpostsOf.request(correlation), sk },
    ...(kind === 'requested' ? [{ pk: signpostsOf.requester(actor.id), sk }] : []),
  ];
}

/**
 * Reads an entry's text as it was written. Unreadable content yields an empty text, which the check of the chain
 * detects.
 */
export async function entryTextFrom(table: Pick<DynamoTable, 'page'>, item: Item): Promise<string> {
  return (await textFromItem(table, item)) ?? '';
}

/** Reads the head from the text of the last entry itself, because a separate copy could contradict it. */
export async function readHead(table: DynamoTable): Promise<Head> {
  const { items } = await table.page(entryPartition, { limit: 1, order: 'last' });
  const [last] = items;
  if (last === undefined) return emptyHead;

  const head = parseHead(await entryTextFrom(table, last));
  if (head === undefined || entryKey(head.seq).sk !== last.sk) {
    throw new Failure('store_unavailable', 'the last entry of the audit log is unreadable: run audit verify');
  }
  return head;
}

/** Another process takes 20 ms to append. An append that keeps losing against others for this long fails. */
const patienceMs = 10_000;
/** People should hear of a DynamoDB outage within three seconds. */
const outagePatienceMs = 2_000;
/** The first pause is a random time below this; the limit doubles for each further pause, up to the longest. */
const firstPauseMs = 20;
const longestPauseMs = 400;
/** Appends with an uncertain outcome that are remembered in case the same append is requested again. */
const maxUncertain = 100;

export interface AppendOptions {
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/** An attempt to append an entry. Its id distinguishes it from another entry with the same content. */
interface Attempt {
  readonly entry: AuditEntry;
  readonly id: string;
  /** Whether the entry itself was sent. If so, it may have been written, whatever the response was. */
  isSent: boolean;
  /** Whether an attempt was sent and not answered. DynamoDB's response to later attempts then proves nothing. */
  isUnanswered: boolean;
}

/**
 * Appends entries by putting the next one where no item exists: of several writers one succeeds, and the others retry
 * behind its entry.
 */
export function entryAppender(table: DynamoTable, { clock, random }: AppendOptions): AuditLog['append'] {
  /** Appends of this process run one at a time, so that they do not compete. */
  const queue = new PQueue({ concurrency: 1 });
  const uncertain = new LRUCache<string, Attempt>({ max: maxUncertain });
  /** Whether the last append found DynamoDB failing. Appends queued behind it have already waited for the same outage. */
  let isFailing = false;

  /**
   * Tries until the entry is written or the time is up. An attempt whose answer was lost is repeated unchanged, since
   * it may have succeeded; so is one that is still uncertain when the same append is requested again. A new attempt
   * begins only after another entry is seen in its place.
   */
  async function append(calledMs: number, draft: EntryDraft): Promise<AuditEntry> {
    const waitedMs = () => clock.elapsedMs() - calledMs;
    if (waitedMs() >= (isFailing ? outagePatienceMs : patienceMs)) {
      throw new Failure('audit_unwritable', 'the entries before this one took all the time');
    }
    const content = canonicalJson({ ...draft, at: undefined });
    let attempt = uncertain.get(content);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      let trouble: unknown = new Failure('audit_unwritable', 'other processes were faster every time');
      try {
        attempt ??= {
          entry: seal(draft, await readHead(table)),
          id: randomUUID(),
          isSent: false,
          isUnanswered: false,
        };
        const isWritten = await write(table, attempt);
        uncertain.delete(content);
        if (isWritten) return attempt.entry;
        attempt = undefined;
      } catch (thrown) {
        if (attempt !== undefined) {
          attempt.isUnanswered ||= attempt.isSent && !isRefused(thrown);
          uncertain.set(content, attempt);
        }
        if (!mayPass(thrown) || waitedMs() >= outagePatienceMs) return resolve(content, attempt, thrown);
        trouble = thrown;
      }
      if (waitedMs() >= patienceMs) return resolve(content, attempt, trouble);
      await clock.sleep(random() * pauseMs);
    }
  }

  /**
   * Checks whether an entry was written although no answer said so: callers rely on being right when they report that
   * nothing was recorded.
   */
  async function resolve(
    content: string,
    attempt: Attempt | undefined,
    trouble: unknown,
  ): Promise<AuditEntry> {
    if (attempt?.isSent !== true) throw trouble;

    const there = await table.get(entryKey(attempt.entry.seq)).catch(() => 'unknown' as const);
    if (there !== 'unknown' && there?.id === attempt.id) {
      uncertain.delete(content);
      return attempt.entry;
    }
    // A request that was sent and not answered may still be carried out, unless another entry has taken its place.
    const isMissing = there !== 'unknown' && (there !== undefined || !attempt.isUnanswered);
    if (isMissing) throw trouble;
    const text = 'DynamoDB did not say whether the entry was written';
    throw new Failure('store_unconfirmed', text, { cause: trouble });
  }

  return (draft) => {
    const calledMs = clock.elapsedMs();
    return queue.add(async () => {
      try {
        const entry = await append(calledMs, draft);
        isFailing = false;
        return entry;
      } catch (thrown) {
        isFailing = true;
        throw failureFromDynamo('audit_unwritable', 'append to the audit log', thrown);
      }
    });
  };
}

/**
 * Puts the entry where no item exists, after writing its parts and the signposts to it. If anything fails in between,
 * there is never an entry that its request cannot find.
 *
 * @returns False when another entry is certainly there.
 */
async function write(table: DynamoTable, attempt: Attempt): Promise<boolean> {
  const { entry, id } = attempt;
  const { fields, parts } = await packText(canonicalJson(entry), id);
  await Promise.all([...parts, ...signpostsTo(entry)].map((before) => table.put(before)));
  attempt.isSent = true;
  const key = entryKey(entry.seq);
  if (await table.put({ ...key, ...fields }, isNew)) return true;

  // The SDK repeats a request when an answer is lost, and is then refused because the first one succeeded.
  return (await table.get(key))?.id === id;
}
