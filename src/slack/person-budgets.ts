import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { LRUCache } from 'lru-cache';

/** A token bucket: a burst of requests, then a fixed number per second. */
interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Someone who works through a list by hand makes two requests for each row, one to open the modal and one to submit it.
 * Twenty rows in a minute are 40 requests, 0.7 a second. Paging is faster, but no one turns 30 pages without reading.
 */
const everyone: Budget = { burst: 30, perSecond: 1 };
/**
 * People with grants may be handling an incident, several of them at one keyboard, and are accountable for what they
 * do.
 */
const withGrants: Budget = { burst: 120, perSecond: 4 };
/**
 * Grants are looked up with every request anyway, so people who still hold them are seen again long before this
 * expires.
 */
const grantedForMs = hoursToMilliseconds(1);
/** After the wait, a person has room for this many requests rather than for a single one. */
const roomAgain = 10;
/** Each notice is a call to Slack, and more of them would tell the person nothing new. */
const tellAgainMs = 15_000;
/** Each account takes a few hundred bytes. A person is forgotten only if 10,000 others have made a request since. */
const maxPeople = 10_000;

interface Account {
  readonly tokens: number;
  readonly atMs: number;
  readonly grantedUntilMs: number;
  readonly quietUntilMs: number;
}

export type Spending =
  | { readonly kind: 'within'; readonly hasGrants: boolean; readonly isHalfSpent: boolean }
  | {
      readonly kind: 'beyond';
      /** Seconds until there is room for several requests again. */
      readonly retryInS: number;
      /** Whether to notify the person: true once in a while, however many requests come. */
      readonly isToBeTold: boolean;
    };

/** Limits each person's requests to this process, so that one person's flood does not shut out the others. */
export class PersonBudgets {
  readonly #accounts = new LRUCache<string, Account>({ max: maxPeople });
  readonly #nowMs: () => number;

  /** @param nowMs Milliseconds of a monotonic clock. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Spends one request of the person's budget. */
  spend(person: string): Spending {
    const account = this.#accountOf(person);
    const { tokens, atMs, grantedUntilMs, quietUntilMs } = account;
    const hasGrants = grantedUntilMs > atMs;
    const { burst, perSecond } = hasGrants ? withGrants : everyone;
    if (tokens >= 1) {
      this.#accounts.set(person, { ...account, tokens: tokens - 1 });
      return { kind: 'within', hasGrants, isHalfSpent: tokens <= burst / 2 };
    }

    const isToBeTold = atMs >= quietUntilMs;
    const quietMs = isToBeTold ? atMs + tellAgainMs : quietUntilMs;
    this.#accounts.set(person, { ...account, quietUntilMs: quietMs });
    return { kind: 'beyond', retryInS: Math.ceil((roomAgain - tokens) / perSecond), isToBeTold };
  }

  /** Notes that the person was just seen to hold grants, which gives them the larger budget. */
  granted(person: string): void {
    const account = this.#accountOf(person);
    const isNews = account.grantedUntilMs <= account.atMs;
    const tokens = account.tokens + (isNews ? withGrants.burst - everyone.burst : 0);
    this.#accounts.set(person, { ...account, tokens, grantedUntilMs: account.atMs + grantedForMs });
  }

  #accountOf(person: string): Account {
    const now = this.#nowMs();
    const known = this.#accounts.get(person);
    if (known === undefined)
      return { tokens: everyone.burst, atMs: now, grantedUntilMs: -Infinity, quietUntilMs: -Infinity };

    const { burst, perSecond } = known.grantedUntilMs > now ? withGrants : everyone;
    const refilled = known.tokens + ((now - known.atMs) / 1_000) * perSecond;
    return { ...known, tokens: Math.min(burst, refilled), atMs: now };
  }
}
