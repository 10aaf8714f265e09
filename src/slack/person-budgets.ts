import { LRUCache } from 'lru-cache';

/** A token bucket: so many requests at once, and then so many a second. */
interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Whoever works through a list by hand makes two requests for each row, one to open the modal and one to submit it: 20
 * rows in a minute are 40 requests, 0.7 a second. Pages turn faster, but nobody turns 30 of them without reading.
 */
const everyone: Budget = { burst: 30, perSecond: 1 };
/** Whoever holds grants may have an incident to deal with, several hands on one keyboard, and is accountable for it. */
const withGrants: Budget = { burst: 120, perSecond: 4 };
/** Grants are looked up at every request anyway, so that whoever still holds them is seen to long before. */
const grantedForMs = 60 * 60_000;
/** Whoever comes back in time finds room for this many requests, rather than for a single one. */
const roomAgain = 10;
/** An answer is a call of Slack's; more of them would tell the person nothing new. */
const tellAgainMs = 15_000;
/** Some hundred bytes each. Whoever is forgotten has made no request for longer than 10,000 others. */
const mostPeople = 10_000;

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
      /** When there is room for some requests again. */
      readonly retryInS: number;
      /** Whether the person is to be told: true once a while, however many requests come. */
      readonly isToBeTold: boolean;
    };

/** What each person may ask of this process, so that nobody's flood shuts the others out. */
export class PersonBudgets {
  readonly #accounts = new LRUCache<string, Account>({ max: mostPeople });
  readonly #nowMs: () => number;

  /** @param nowMs Milliseconds of a clock that only goes forward. */
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

  /** Notes that the person was just seen to hold grants: from now on they have the larger budget. */
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
