import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Endpoint } from '../domain/endpoint.ts';
import type { TerminationRule } from '../domain/rules.ts';
import type { Clock } from '../ports/clock.ts';

/** The requests that an account and Region have left. */
interface Bucket {
  tokens: number;
  perSecond: number;
  atMs: number;
  /** How often AWS has refused so far. */
  refusals: number;
  slowedAtMs: number;
  last: Promise<void>;
}

/** Calls that were in progress together are refused together, and count as one reason to slow down. */
const oneRefusalMs = 1_000;
/** The rate never falls below this fraction of the configured one, however often AWS refuses. */
const slowest = 1 / 16;
/** A lowered rate is fully restored after at most this long without a refusal. */
const recoversMs = minutesToMilliseconds(1);

/**
 * Spends an account's and Region's request allowance as AWS counts it, in a token bucket: a burst at once, then a
 * steady rate. If AWS refuses a request all the same, because others use the same bucket, the saved tokens are dropped
 * and the rate is halved; it recovers by itself.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export class TerminationRateLimiter {
  readonly #rule: TerminationRule;
  readonly #clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rule: TerminationRule, clock: Pick<Clock, 'elapsedMs' | 'sleep'>) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /** Resolves when the next request may be sent. Turns are granted in the order in which they were requested. */
  turn(endpoint: Endpoint): Promise<void> {
    const bucket = this.#bucketOf(endpoint);
    bucket.last = bucket.last.then(() => this.#take(bucket));
    return bucket.last;
  }

  /** Notes that AWS refused a request because of the request rate. */
  refused(endpoint: Endpoint): void {
    const bucket = this.#bucketOf(endpoint);
    this.#refill(bucket);
    bucket.tokens = Math.min(bucket.tokens, 0);
    bucket.refusals += 1;
    const now = this.#clock.elapsedMs();
    if (now - bucket.slowedAtMs < oneRefusalMs) return;

    bucket.slowedAtMs = now;
    bucket.perSecond = Math.max(this.#rule.perSecond * slowest, bucket.perSecond / 2);
  }

  async #take(bucket: Bucket): Promise<void> {
    this.#refill(bucket);
    while (bucket.tokens < 1) {
      const { refusals } = bucket;
      await this.#clock.sleep(((1 - bucket.tokens) * 1_000) / bucket.perSecond);
      this.#refill(bucket);
      // A caller that waited for a token gets it even if the clock is inexact, unless AWS has refused a request
      // meanwhile.
      if (refusals === bucket.refusals) bucket.tokens = Math.max(1, bucket.tokens);
    }
    bucket.tokens -= 1;
  }

  #refill(bucket: Bucket): void {
    const { burst, perSecond } = this.#rule;
    const now = this.#clock.elapsedMs();
    const passedMs = Math.max(0, now - bucket.atMs);
    bucket.atMs = now;
    bucket.perSecond = Math.min(perSecond, bucket.perSecond + (perSecond * passedMs) / recoversMs);
    bucket.tokens = Math.min(burst, bucket.tokens + (bucket.perSecond * passedMs) / 1_000);
  }

  #bucketOf(endpoint: Endpoint): Bucket {
    const key = accountAndRegionOf(endpoint);
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;

    const { burst, perSecond } = this.#rule;
    const bucket = {
      tokens: burst,
      perSecond,
      atMs: this.#clock.elapsedMs(),
      refusals: 0,
      slowedAtMs: Number.NEGATIVE_INFINITY,
      last: Promise.resolve(),
    };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** The account is the fifth part of a role's ARN; without a role, it is the account of the process. */
function accountAndRegionOf({ region, roleArn }: Endpoint): string {
  return `${roleArn?.split(':')[4] ?? ''} ${region}`;
}
