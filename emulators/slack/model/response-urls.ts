import { SlackRefusal } from './slack-refusal.ts';

/** Where an answer by response_url goes. */
export interface ResponseTarget {
  readonly kind: 'command' | 'action';
  readonly personId: string;
  readonly channelId: string;
  /** The message whose element was used: the only one that such an answer may replace or delete. */
  readonly messageTs: string | null;
}

/** The addresses that come with commands and clicks, each good for a few answers within half an hour. */
export class ResponseUrls {
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #uses: number;
  readonly #issued = new Map<string, { target: ResponseTarget; expiresAt: number; usesLeft: number }>();

  constructor(now: () => number, lifeMs: number, uses: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#uses = uses;
  }

  /** The path under the workspace's address. */
  issue(target: ResponseTarget, teamId: string): string {
    const number = this.#issued.size + 1;
    const path = `/${target.kind}s/${teamId}/${number}/${number.toString(16).padStart(24, '0')}`;
    this.#issued.set(path, {
      target,
      expiresAt: this.#now() + this.#lifeMs,
      usesLeft: this.#uses,
    });
    return path;
  }

  /** Where the address came from, even when it is spent; undefined for one that was never given out. */
  origin(path: string): ResponseTarget | undefined {
    return this.#issued.get(path)?.target;
  }

  /**
   * Where the answer goes; counts as one use whatever becomes of the answer.
   * @throws SlackRefusal `expired_url`, `used_url`
   */
  use(path: string): ResponseTarget {
    const issued = this.#issued.get(path);
    if (!issued || this.#now() > issued.expiresAt) throw new SlackRefusal('expired_url');
    if (issued.usesLeft === 0) throw new SlackRefusal('used_url');
    issued.usesLeft -= 1;
    return issued.target;
  }
}
