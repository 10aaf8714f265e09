import type { Endpoint } from '../domain/endpoint.ts';
import type { TerminationRule } from '../domain/rules.ts';
import type { Clock } from '../ports/clock.ts';

/** What an account and Region has left. */
interface Bucket {
  tokens: number;
  perSecond: number;
  atMs: number;
  /** How often AWS has refused so far. */
  refusals: number;
  slowedAtMs: number;
  last: Promise<void>;
}

/** Calls that were under way together are refused together: that is one reason to slow down. */
const oneRefusalMs = 1_000;
/** However often AWS refuses, the rate falls no further than to this part of what is configured. */
const slowest = 1 / 16;
/** A rate that was lowered is back after at most so long without a refusal. */
const recoversMs = 60_000;

/**
 * Spends the requests that AWS gives an account and Region as AWS counts them, in a token bucket: so many at once, then
 * so many a second. When AWS refuses one all the same, since others spend from the same bucket, the saved ones are given
 * up and the rate is halved; it recovers by itself.
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

  /** Resolves when another request may be sent; turns are given in the order in which they are asked for. */
  turn(endpoint: Endpoint): Promise<void> {
    const bucket = this.#bucketOf(endpoint);
    bucket.last = bucket.last.then(() => this.#take(bucket));
    return bucket.last;
  }

  /** Notes that AWS refused a request because there were too many. */
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
      // Who slept for a token has it, however exactly the clock tells; unless AWS has refused one in the meantime.
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

/** A role's account is the fifth part of its ARN; without a role, it is the account of the process. */
function accountAndRegionOf({ region, roleArn }: Endpoint): string {
  return `${roleArn?.split(':')[4] ?? ''} ${region}`;
}
