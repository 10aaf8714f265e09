import { randomUUID } from 'node:crypto';
import { emptyHead, type Head, seal } from '../../domain/audit-chain.ts';
import type { AuditEntry, EntryDraft } from '../../domain/audit-entry.ts';
import type { FoundEntry } from '../../domain/audit-page.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { Failure } from '../../domain/failure.ts';
import type { Correlation, PersonId } from '../../domain/ids.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import { inTurn } from '../in-turn.ts';
import { foundEntry, parseEntry } from '../parse-entry.ts';
import { parseHead } from '../parse-head.ts';
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
import { itemsOf } from './items-of.ts';
import { type DynamoTable, isNew, type Key } from './table.ts';

/** Another process that appends is done within 20 ms; whoever loses so long against them all says so. */
const patienceMs = 10_000;
/** Where DynamoDB fails, people are to hear within three seconds. */
const outagePatienceMs = 2_000;
/** The first pause is random below this, each further one below twice as much, up to the longest. */
const firstPauseMs = 20;
const longestPauseMs = 400;
/** Appends without a certain end that are remembered, should the same be asked for again. */
const mostDoubts = 100;
/** Requests of one person that are read at once. */
const requestsAtOnce = 20;

export interface DynamoAuditLogOptions {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** An entry on its way into the log; its id tells it from another of the same words. */
interface Attempt {
  readonly entry: AuditEntry;
  readonly id: string;
  /** Whether the entry itself was sent: then it may stand, whatever came back. */
  isSent: boolean;
  /** Whether it was sent and had no answer once: then what DynamoDB says of later attempts proves nothing. */
  isUnanswered: boolean;
}

/**
 * The audit log in a table: one item an entry, its canonical JSON text the whole truth about it. The head advances by
 * putting the next entry where nothing stands; of many who try, one succeeds, and the others begin anew behind it.
 */
export class DynamoAuditLog implements AuditLog {
  readonly #table: DynamoTable;
  readonly #options: DynamoAuditLogOptions;
  /** The appends of this process do not contend with one another. */
  readonly #inTurn = inTurn();
  readonly #doubts = new Map<string, Attempt>();
  /** Whether the last append found DynamoDB failing: those that wait behind it have waited for the same. */
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

  /** The entries that signposts name; what others put there, who were faster, is not the request's. */
  async ofRequest(correlation: Correlation): Promise<readonly AuditEntry[]> {
    try {
      const posts = await Array.fromAsync(itemsOf(this.#table, signpostsOf(correlation), 'first'));
      const items = await this.#table.getAll(posts.map(({ sk }) => ({ pk: partition, sk: String(sk) })));
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
   * Tries until the entry stands or the time is up. An attempt whose answer was lost is made again as it was, since
   * it may have succeeded: only what is seen to stand in its place lets a new one begin.
   */
  async #append(calledMs: number, draft: EntryDraft): Promise<AuditEntry> {
    const { clock, random } = this.#options;
    const waitedMs = () => clock.elapsedMs() - calledMs;
    if (waitedMs() >= (this.#isFailing ? outagePatienceMs : patienceMs)) {
      throw new Failure('audit_unwritable', 'the entries before this one took all the time');
    }
    const words = canonicalJson({ ...draft, at: undefined });
    let attempt = this.#doubts.get(words);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      let trouble: unknown = new Failure('audit_unwritable', 'other processes were faster every time');
      try {
        attempt ??= {
          entry: seal(draft, await this.#head()),
          id: randomUUID(),
          isSent: false,
          isUnanswered: false,
        };
        const stands = await this.#stands(attempt);
        this.#doubts.delete(words);
        if (stands) return attempt.entry;
        attempt = undefined;
      } catch (thrown) {
        if (attempt !== undefined) {
          attempt.isUnanswered ||= attempt.isSent && !isRefused(thrown);
          this.#doubt(words, attempt);
        }
        if (!mayPass(thrown) || waitedMs() >= outagePatienceMs) return this.#resolve(words, attempt, thrown);
        trouble = thrown;
      }
      if (waitedMs() >= patienceMs) return this.#resolve(words, attempt, trouble);
      await clock.sleep(random() * pauseMs);
    }
  }

  /** Looks up an entry that may stand although nobody said so: who is told that nothing was recorded relies on it. */
  async #resolve(words: string, attempt: Attempt | undefined, trouble: unknown): Promise<AuditEntry> {
    if (attempt?.isSent !== true) throw trouble;

    const there = await this.#table.get(entryKey(attempt.entry.seq)).catch(() => 'unknown' as const);
    if (there !== 'unknown' && there?.id === attempt.id) {
      this.#doubts.delete(words);
      return attempt.entry;
    }
    // What was sent and not answered may still be carried out, unless another entry has taken the place.
    const isMissing = there !== 'unknown' && (there !== undefined || !attempt.isUnanswered);
    if (isMissing) throw trouble;
    const text = 'DynamoDB did not say whether the entry was written';
    throw new Failure('store_unconfirmed', text, { cause: trouble });
  }

  /**
   * Puts the entry where nothing stands, the signpost to it first: whatever happens in between, no entry stands that
   * its request does not find.
   *
   * @returns False when another entry stands there for certain.
   */
  async #stands(attempt: Attempt): Promise<boolean> {
    const { entry, id } = attempt;
    const { item, parts } = await entryItems(entry, id);
    const posts = [signpost(entry), ...(entry.kind === 'requested' ? [requesterSignpost(entry)] : [])];
    await Promise.all([...parts, ...posts].map((before) => this.#table.put(before)));
    attempt.isSent = true;
    if (await this.#table.put(item, isNew)) return true;

    // The SDK asks again when an answer is lost, and is refused for what its first request did.
    return (await this.#table.get(item))?.id === id;
  }

  /** Whoever appends the same again goes on with the attempt in doubt, so that the entry never stands twice. */
  #doubt(words: string, attempt: Attempt): void {
    this.#doubts.set(words, attempt);
    for (const oldest of [...this.#doubts.keys()].slice(0, -mostDoubts)) this.#doubts.delete(oldest);
  }

  /** Few at a time: most people have requested next to nothing lately. */
  async #requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]> {
    const requested: AuditEntry[] = [];
    let after: Key | undefined;
    do {
      const which = { limit: requestsAtOnce, order: 'last', after } as const;
      const { items: posts, next } = await this.#table.page(requesterSignpostsOf(actor), which);
      const items = await this.#table.getAll(posts.map(({ sk }) => ({ pk: partition, sk: String(sk) })));
      const entries = await Promise.all(items.map((item) => this.#entryFrom(item)));
      for (const entry of entries.toSorted((one, other) => other.seq - one.seq)) {
        // What others put there, who were faster, is not this person's.
        if (entry.kind !== 'requested' || entry.actor.id !== actor) continue;
        if (Date.parse(entry.at) < since.getTime()) return requested;
        requested.push(entry);
        if (requested.length >= most) return requested;
      }
      after = next;
    } while (after !== undefined);
    return requested;
  }

  /** Takes the head from the last entry's own text: a copy beside it could say something else. */
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

  /** A request with an entry left out would look as if something had not happened. */
  async #entryFrom(item: Item): Promise<AuditEntry> {
    const entry = parseEntry(await entryTextFrom(this.#table, item));
    if (entry === undefined) {
      throw new Failure('store_unavailable', `entry ${Number(item.sk)} is unreadable: run audit verify`);
    }
    return entry;
  }
}
