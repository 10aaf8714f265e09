/** About one message a second in each channel: https://docs.slack.dev/apis/web-api/rate-limits#posting_messages */
const messagesPerSecond = 1;

/** A bucket of messages for each channel. Off until it is switched on. */
export class MessageRate {
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  #burst: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param burst how many messages a quiet channel takes at once; null switches the limit off */
  limitTo(burst: number | null): void {
    this.#burst = burst;
    this.#buckets.clear();
  }

  get isLimited(): boolean {
    return this.#burst !== null;
  }

  /** Takes one message; answers the seconds to wait where there is no room, undefined where there is. */
  take(channel: string): number | undefined {
    if (this.#burst === null) return undefined;
    const bucket = this.#buckets.get(channel) ?? { tokens: this.#burst, at: this.#now() };
    const refilled = bucket.tokens + ((this.#now() - bucket.at) / 1_000) * messagesPerSecond;
    const tokens = Math.min(this.#burst, refilled);
    const hasRoom = tokens >= 1;
    this.#buckets.set(channel, { tokens: hasRoom ? tokens - 1 : tokens, at: this.#now() });
    return hasRoom ? undefined : Math.max(1, Math.ceil((1 - tokens) / messagesPerSecond));
  }
}
