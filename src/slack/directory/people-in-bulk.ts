import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { millisecondsInMinute } from 'date-fns/constants';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { LRUCache } from 'lru-cache';
import type { PersonLookup } from '../../domain/channel.ts';
import type { PersonId, TeamId } from '../../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../../domain/moment.ts';
import type { Person } from '../../domain/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LookUpAsk } from '../../ports/directory.ts';
import { within } from '../within.ts';
import { parsePersonFromSlack } from './person-from-slack.ts';

interface PaceRule {
  readonly burst: number;
  readonly perMinute: number;
}

/** Limits the rate of calls to one method: a burst, then a fixed number a minute. */
class CallPace {
  readonly #clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  readonly #gapMs: number;
  readonly #burst: number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'elapsedMs' | 'sleep'>, { burst, perMinute }: PaceRule) {
    this.#clock = clock;
    this.#burst = burst;
    this.#gapMs = millisecondsInMinute / perMinute;
  }

  /** @returns False, at once, if the turn would come too late. */
  async turn(untilMs: number): Promise<boolean> {
    const now = this.#clock.elapsedMs();
    const at = this.#earliest(now);
    if (Math.max(at, now) >= untilMs) return false;

    this.#nextMs = at + this.#gapMs;
    if (at > now) await this.#clock.sleep(at - now);
    return true;
  }

  /**
   * Waits until others would still have so many turns at once after this one. They can take them at any time.
   *
   * @returns False, at once, if the turn would come too late.
   */
  async turnLeaving(turns: number, untilMs: number): Promise<boolean> {
    for (;;) {
      const now = this.#clock.elapsedMs();
      const at = this.#earliest(now);
      const mayAt = at + turns * this.#gapMs;
      if (Math.max(mayAt, now) >= untilMs) return false;
      if (mayAt <= now) {
        this.#nextMs = at + this.#gapMs;
        return true;
      }
      await this.#clock.sleep(Math.ceil(mayAt - now));
    }
  }

  /** While a burst is left, this lies in the past. */
  #earliest(now: number): number {
    return Math.max(this.#nextMs, now - (this.#burst - 1) * this.#gapMs);
  }

  /** Slack refused a call: no turn comes, and no burst builds up, until the given time has passed. */
  pause(forMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, this.#clock.elapsedMs() + forMs);
  }
}

type Lookup = PersonLookup<Person>;

interface BulkOptions {
  /** A separate client that rejects rate-limited calls, so that only the look-ups here have to wait. */
  readonly client: WebClient;
  readonly home: TeamId;
  readonly clock: Clock;
  /** Looks up one person, with the same client. */
  readonly ask: (id: PersonId) => Promise<Lookup>;
  /** People who are not looked up within this time are unverifiable. */
  readonly patienceMs: number;
}

/**
 * `users.info` allows 100 calls a minute, and authorization needs some of them. At most 60 in any minute are spent
 * here.
 * https://docs.slack.dev/reference/methods/users.info
 */
const onePace = { burst: 20, perMinute: 40 };
/**
 * Home tabs are opened far more often than anything is typed. When many people open them at the same time of the day, so
 * many look-ups remain for those who act.
 */
const keptForActs = 10;
/** `users.list` allows 20 calls a minute. https://docs.slack.dev/reference/methods/users.list */
const listPace = { burst: 10, perMinute: 6 };
/** The list of the whole workspace is read only for more people than this. */
const few = 20;
/** The maximum that Slack returns at once. */
const peoplePerPage = 999;
/** In a larger workspace, the remaining people are looked up one by one. */
const maxPages = 10;
const maxKept = 20_000;
/** How many calls run at the same time. */
const workers = 5;
/** After this many failures in a row, the fault is Slack's and not a single person's. */
const maxFailures = 3;

/** One reading of the workspace's list, shared by all look-ups that need it. */
interface Pass {
  readonly startedAt: Moment;
  cursor: string | undefined;
  pages: number;
  isOver: boolean;
  page: Promise<void> | undefined;
}

/**
 * Looks up many people without using up the rate limit of `users.info`. More than a few are read from pages of the
 * workspace's list, the rest one by one, at a limited rate. Results are cached and reused while they are recent enough.
 */
export class PeopleInBulk {
  readonly #options: BulkOptions;
  readonly #kept = new LRUCache<PersonId, { readonly lookup: Lookup; readonly askedAt: Moment }>({
    max: maxKept,
  });
  readonly #onePace: CallPace;
  readonly #listPace: CallPace;
  #pass: Pass | undefined;

  constructor(options: BulkOptions) {
    this.#options = options;
    this.#onePace = new CallPace(options.clock, onePace);
    this.#listPace = new CallPace(options.clock, listPace);
  }

  /** @returns The result for each person, in order. People whom Slack did not return are unverifiable. */
  async lookUp(
    ids: readonly PersonId[],
    { maxAgeMs, onProgress = () => {}, isFrugal = false }: LookUpAsk,
  ): Promise<readonly Lookup[]> {
    const { clock, patienceMs } = this.#options;
    const start = momentOf(clock);
    const untilMs = start.elapsedMs + patienceMs;
    // Results found during this look-up must not expire before it is finished.
    const isYoung = (at: Moment) => ageMs(clock, at) < maxAgeMs + ageMs(clock, start);
    const failed = new Map<PersonId, Lookup>();
    const known = (id: PersonId) => {
      const kept = this.#kept.get(id);
      return kept !== undefined && isYoung(kept.askedAt) ? kept.lookup : failed.get(id);
    };
    const missing = () => ids.filter((id) => known(id) === undefined);
    let isOver = false;
    const report = () => {
      if (!isOver) onProgress({ done: ids.length - missing().length, total: ids.length });
    };
    const work = async () => {
      while (missing().length > few && (await this.#readPage(isYoung, untilMs))) report();
      const turn = () =>
        isFrugal ? this.#onePace.turnLeaving(keptForActs, untilMs) : this.#onePace.turn(untilMs);
      await this.#askEach(missing(), turn, (id, lookup) => {
        if (lookup.kind === 'unverifiable') failed.set(id, lookup);
        report();
      });
    };

    report();
    // No call begins after the deadline, and those that are then under way are not waited for.
    await within(patienceMs, work());
    isOver = true;
    return ids.map((id) => known(id) ?? { kind: 'unverifiable' });
  }

  /** @returns Whether there was another page to read. */
  async #readPage(isYoung: (at: Moment) => boolean, untilMs: number): Promise<boolean> {
    if (this.#pass === undefined || !isYoung(this.#pass.startedAt)) {
      const startedAt = momentOf(this.#options.clock);
      this.#pass = { startedAt, cursor: undefined, pages: 0, isOver: false, page: undefined };
    }
    const pass = this.#pass;
    if (pass.isOver) return false;
    if (pass.page === undefined && !(await this.#listPace.turn(untilMs))) return false;

    pass.page ??= this.#fetchPage(pass).finally(() => {
      pass.page = undefined;
    });
    await pass.page;
    return true;
  }

  async #fetchPage(pass: Pass): Promise<void> {
    const { client, home, clock } = this.#options;
    const askedAt = momentOf(clock);
    try {
      const from = pass.cursor === undefined ? {} : { cursor: pass.cursor };
      const { members = [], response_metadata: metadata } = await client.users.list({
        limit: peoplePerPage,
        ...from,
      });
      for (const member of members) {
        const person = parsePersonFromSlack(member, home);
        if (person !== undefined) this.#kept.set(person.id, { lookup: { kind: 'found', person }, askedAt });
      }
      pass.cursor = metadata?.next_cursor || undefined;
      pass.pages += 1;
      pass.isOver = pass.cursor === undefined || pass.pages === maxPages;
    } catch (error) {
      const pauseMs = pauseAskedBy(error);
      // Whatever else is wrong with the list, people can still be looked up one by one.
      if (pauseMs === undefined) pass.isOver = true;
      else this.#listPace.pause(pauseMs);
    }
  }

  async #askEach(
    ids: readonly PersonId[],
    turn: () => Promise<boolean>,
    onAnswer: (id: PersonId, lookup: Lookup) => void,
  ): Promise<void> {
    const { ask, clock } = this.#options;
    const remaining = ids.values();
    let failures = 0;
    const work = async () => {
      for (const id of remaining) {
        let lookup: Lookup | undefined;
        while (lookup === undefined) {
          if (failures >= maxFailures || !(await turn())) return;
          const askedAt = momentOf(clock);
          const answer = await ask(id);
          const pauseMs = answer.kind === 'found' ? undefined : pauseAskedBy(answer.failure?.cause);
          if (pauseMs === undefined) lookup = answer;
          else this.#onePace.pause(pauseMs);
          if (answer.kind === 'found') this.#kept.set(id, { lookup: answer, askedAt });
        }
        const isOfSlack = lookup.kind === 'unverifiable' && lookup.failure?.code !== 'slack_unknown';
        failures = isOfSlack ? failures + 1 : 0;
        onAnswer(id, lookup);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
  }
}

/** How long Slack asks to wait, if it limited the rate. */
function pauseAskedBy(error: unknown): number | undefined {
  return error instanceof WebAPIRateLimitedError ? secondsToMilliseconds(error.retryAfter) : undefined;
}
