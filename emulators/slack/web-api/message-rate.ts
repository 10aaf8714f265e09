/** About one message a second in each channel: https://docs.slack.dev/apis/web-api/rate-limits#posting_messages */
const messagesPerSecond = 1;
/** `chat.update` is of tier 3, for the app in the workspace: https://docs.slack.dev/reference/methods/chat.update */
const updatesPerMinute = 50;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

interface Limit {
  readonly name: string;
  readonly burst: number;
  readonly perSecond: number;
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
    const waitS = this.secondsToWait(method, channel);
    const limit = this.#limitOf(method, channel);
    if (waitS === undefined && limit !== undefined)
      this.#buckets.set(limit.name, { tokens: this.#tokensOf(limit) - 1, at: this.#now() });
    return waitS;
  }

  /** Answers the seconds to wait where there is no room, undefined where there is. Takes none. */
  secondsToWait(method: string, channel: string): number | undefined {
    const limit = this.#limitOf(method, channel);
    if (limit === undefined) return undefined;
    const tokens = this.#tokensOf(limit);
    return tokens >= 1 ? undefined : Math.max(1, Math.ceil((1 - tokens) / limit.perSecond));
  }

  #limitOf(method: string, channel: string): Limit | undefined {
    if (this.#bursts === undefined) return undefined;
    const { messages, updates } = this.#bursts;
    if (method === 'chat.postMessage')
      return { name: channel, burst: messages, perSecond: messagesPerSecond };
    if (method === 'chat.update')
      return { name: 'updates', burst: updates, perSecond: updatesPerMinute / 60 };
    return undefined;
  }

  #tokensOf({ name, burst, perSecond }: Limit): number {
    const { tokens, at } = this.#buckets.get(name) ?? { tokens: burst, at: this.#now() };
    return Math.min(burst, tokens + ((this.#now() - at) / 1_000) * perSecond);
  }
}
