/** About one message a second in each channel: https://docs.slack.dev/apis/web-api/rate-limits#posting_messages */
const messagesPerSecond = 1;
/** `chat.update` is of tier 3, for the app in the workspace: https://docs.slack.dev/reference/methods/chat.update */
const updatesPerMinute = 50;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** A bucket of messages for each channel, and one of updates for the workspace. Off until it is switched on. */
export class MessageRate {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #bursts: { readonly messages: number; readonly updates: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * @param messages How many messages a quiet channel takes at once; null switches the limits off.
   * @param updates How many updates the workspace takes at once, after none for a while.
   */
  limitTo(messages: number | null, updates = updatesPerMinute): void {
    this.#bursts = messages === null ? undefined : { messages, updates };
    this.#buckets.clear();
  }

  get isLimited(): boolean {
    return this.#bursts !== undefined;
  }

  /** Takes one call; answers the seconds to wait where there is no room, undefined where there is. */
  take(method: string, channel: string): number | undefined {
    if (this.#bursts === undefined) return undefined;
    const { messages, updates } = this.#bursts;
    if (method === 'chat.postMessage') return this.#takeFrom(channel, messages, messagesPerSecond);
    if (method === 'chat.update') return this.#takeFrom('updates', updates, updatesPerMinute / 60);
    return undefined;
  }

  #takeFrom(name: string, burst: number, perSecond: number): number | undefined {
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: this.#now() };
    const refilled = bucket.tokens + ((this.#now() - bucket.at) / 1_000) * perSecond;
    const tokens = Math.min(burst, refilled);
    const hasRoom = tokens >= 1;
    this.#buckets.set(name, { tokens: hasRoom ? tokens - 1 : tokens, at: this.#now() });
    return hasRoom ? undefined : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }
}
