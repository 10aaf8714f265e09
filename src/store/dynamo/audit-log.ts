import { randomUUID } from 'node:crypto';
import { canonicalJson, emptyHead, type Head, seal } from '../../domain/audit-chain.ts';
import type { AuditEntry, EntryDraft, FoundEntry } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import type { Correlation, PersonId } from '../../domain/ids.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import { foundEntry, parseEntry, parseHead } from '../stored-rows.ts';
import { isRefused } from './client.ts';
import {
  entryItems,
  entryKey,
  entryTextFrom,
  partition,
  requesterSignpost,
  requesterSignpostsOf,
  signpost,
  signpostsOf,
} from './entries.ts';
import { failureFromDynamo, mayPass } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { type DynamoTable, isNew, itemsOf, type Key } from './table.ts';

/** Another process takes 20 ms to append. An append that keeps losing against others for this long fails. */
const patienceMs = 10_000;
/** People should hear of a DynamoDB outage within three seconds. */
const outagePatienceMs = 2_000;
/** The first pause is a random time below this; the limit doubles for each further pause, up to the longest. */
const firstPauseMs = 20;
const longestPauseMs = 400;
/** Appends with an uncertain outcome that are remembered in case the same append is requested again. */
const mostUncertain = 100;
/** Requests of one person per read. */
const requestsAtOnce = 20;

interface DynamoAuditLogOptions {
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
 * The audit log in a table, one item for each entry. The entry's canonical JSON text is the only source of truth. The
 * log grows by putting the next entry where no item exists; of several writers one succeeds, and the others retry
 * behind its entry.
 */
export class DynamoAuditLog implements AuditLog {
  readonly #table: DynamoTable;
  readonly #options: DynamoAuditLogOptions;
  /** Appends of this process run one at a time, so that they do not compete. */
  readonly #inTurn = inTurn();
  readonly #uncertain = new Map<string, Attempt>();
  /**
   * Whether the last append found DynamoDB failing. Appends queued behind it have already waited for the same outage.
   */
  #isFailing = false;

  constructor(table: DynamoTable, options: DynamoAuditLogOptions) {
    this.#table = table;
    this.#options = options;
  }

  append(draft: EntryDraft): Promise<AuditEntry> {
    const calledMs = this.#options.clock.elapsedMs();
    return this.#inTurn(async () => {
      try {
        const entry = await this.#append(calledMs, draft);
        this.#isFailing = false;
        return entry;
      } catch (thrown) {
        this.#isFailing = true;
        throw failureFromDynamo('audit_unwritable', 'append to the audit log', thrown);
      }
    });
  }

  /** Reads the entries that the signposts point to, and ignores those that other requests wrote there first. */
  async ofRequest(correlation: Correlation): Promise<readonly AuditEntry[]> {
    try {
      const signposts = await Array.fromAsync(itemsOf(this.#table, signpostsOf(correlation), 'first'));
      const items = await this.#table.getAll(signposts.map(({ sk }) => ({ pk: partition, sk: String(sk) })));
      const entries = await Promise.all(items.map((item) => this.#entryFrom(item)));
      return entries
        .filter((entry) => entry.correlation === correlation)
        .toSorted((one, other) => one.seq - other.seq);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  async requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]> {
    try {
      return await this.#requestedBy(actor, since, most);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  async *stored(): AsyncGenerator<string> {
    try {
      for await (const item of itemsOf(this.#table, partition, 'first')) {
        yield await entryTextFrom(this.#table, item);
      }
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  async storedAt(seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
    try {
      const items = await this.#table.getAll([...new Set(seqs)].map(entryKey));
      const texts = items.map(
        async (item) => [Number(item.sk), await entryTextFrom(this.#table, item)] as const,
      );
      return new Map(await Promise.all(texts));
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  async *newestFirst(upTo?: number): AsyncGenerator<FoundEntry> {
    const from = upTo === undefined ? undefined : entryKey(upTo + 1);
    try {
      for await (const item of itemsOf(this.#table, partition, 'last', { after: from })) {
        yield foundEntry(Number(item.sk), await entryTextFrom(this.#table, item));
      }
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  async head(): Promise<Head> {
    try {
      return await this.#head();
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the audit log', thrown);
    }
  }

  /**
   * Tries until the entry is written or the time is up. An attempt whose answer was lost is repeated unchanged, since
   * it may have succeeded. A new attempt begins only after another entry is seen in its place.
   */
  async #append(calledMs: number, draft: EntryDraft): Promise<AuditEntry> {
    const { clock, random } = this.#options;
    const waitedMs = () => clock.elapsedMs() - calledMs;
    if (waitedMs() >= (this.#isFailing ? outagePatienceMs : patienceMs)) {
      throw new Failure('audit_unwritable', 'the entries before this one took all the time');
    }
    const words = canonicalJson({ ...draft, at: undefined });
    let attempt = this.#uncertain.get(words);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      let trouble: unknown = new Failure('audit_unwritable', 'other processes were faster every time');
      try {
        attempt ??= {
          entry: seal(draft, await this.#head()),
          id: randomUUID(),
          isSent: false,
          isUnanswered: false,
        };
        const isWritten = await this.#write(attempt);
        this.#uncertain.delete(words);
        if (isWritten) return attempt.entry;
        attempt = undefined;
      } catch (thrown) {
        if (attempt !== undefined) {
          attempt.isUnanswered ||= attempt.isSent && !isRefused(thrown);
          this.#remember(words, attempt);
        }
        if (!mayPass(thrown) || waitedMs() >= outagePatienceMs) return this.#resolve(words, attempt, thrown);
        trouble = thrown;
      }
      if (waitedMs() >= patienceMs) return this.#resolve(words, attempt, trouble);
      await clock.sleep(random() * pauseMs);
    }
  }

  /**
   * Checks whether an entry was written although no answer said so: callers rely on being right when they report that
   * nothing was recorded.
   */
  async #resolve(words: string, attempt: Attempt | undefined, trouble: unknown): Promise<AuditEntry> {
    if (attempt?.isSent !== true) throw trouble;

    const there = await this.#table.get(entryKey(attempt.entry.seq)).catch(() => 'unknown' as const);
    if (there !== 'unknown' && there?.id === attempt.id) {
      this.#uncertain.delete(words);
      return attempt.entry;
    }
    // A request that was sent and not answered may still be carried out, unless another entry has taken its place.
    const isMissing = there !== 'unknown' && (there !== undefined || !attempt.isUnanswered);
    if (isMissing) throw trouble;
    const text = 'DynamoDB did not say whether the entry was written';
    throw new Failure('store_unconfirmed', text, { cause: trouble });
  }

  /**
   * Puts the entry where no item exists, after writing the signpost to it. If anything fails in between, there is never
   * an entry that its request cannot find.
   *
   * @returns False when another entry is certainly there.
   */
  async #write(attempt: Attempt): Promise<boolean> {
    const { entry, id } = attempt;
    const { item, parts } = await entryItems(entry, id);
    const signposts = [signpost(entry), ...(entry.kind === 'requested' ? [requesterSignpost(entry)] : [])];
    await Promise.all([...parts, ...signposts].map((before) => this.#table.put(before)));
    attempt.isSent = true;
    if (await this.#table.put(item, isNew)) return true;

    // The SDK repeats a request when an answer is lost, and is then refused because the first one succeeded.
    return (await this.#table.get(item))?.id === id;
  }

  /**
   * Remembers an uncertain attempt. If the same append is requested again it continues this attempt, so the entry is
   * never written twice.
   */
  #remember(words: string, attempt: Attempt): void {
    this.#uncertain.set(words, attempt);
    for (const oldest of [...this.#uncertain.keys()].slice(0, -mostUncertain)) this.#uncertain.delete(oldest);
  }

  /** Reads in small batches: most people have requested very little recently. */
  async #requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]> {
    const requested: AuditEntry[] = [];
    let after: Key | undefined;
    do {
      const which = { limit: requestsAtOnce, order: 'last', after } as const;
      const { items: signposts, next } = await this.#table.page(requesterSignpostsOf(actor), which);
      const items = await this.#table.getAll(signposts.map(({ sk }) => ({ pk: partition, sk: String(sk) })));
      const entries = await Promise.all(items.map((item) => this.#entryFrom(item)));
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
  }

  /** Reads the head from the text of the last entry itself, because a separate copy could contradict it. */
  async #head(): Promise<Head> {
    const { items } = await this.#table.page(partition, { limit: 1, order: 'last' });
    const [last] = items;
    if (last === undefined) return emptyHead;

    const head = parseHead(await entryTextFrom(this.#table, last));
    if (head === undefined || entryKey(head.seq).sk !== last.sk) {
      throw new Failure(
        'store_unavailable',
        'the last entry of the audit log is unreadable: run audit verify',
      );
    }
    return head;
  }

  /** Throws for an unreadable entry: leaving it out would make it look as if something had not happened. */
  async #entryFrom(item: Item): Promise<AuditEntry> {
    const entry = parseEntry(await entryTextFrom(this.#table, item));
    if (entry === undefined) {
      throw new Failure('store_unavailable', `entry ${Number(item.sk)} is unreadable: run audit verify`);
    }
    return entry;
  }
}

/** Runs one piece of work at a time, in the order given. A failure does not stop the work that follows. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
}
