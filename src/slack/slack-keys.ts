/** What opens the doors to Slack, and what Slack signs with: Socket Mode does without the one, HTTP without the other. */
export interface SlackKeys {
  readonly botToken: string;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  /** The signing secret before the last change, for as long as Slack may still sign with it. */
  readonly before: { readonly signingSecret: string; readonly untilMs: number } | undefined;
}

/** `newer` when the known one was not taken, or did not fit. */
export type Ask = 'known' | 'newer';

/**
 * The keys as they are now, for whoever needs one. Every method may throw a Failure when they cannot be read, which is
 * only before they were read once.
 */
export interface KeptKeys {
  all(ask: Ask): Promise<SlackKeys>;
  botToken(ask: Ask): Promise<string>;
  /** Empty where there is none. */
  appToken(ask: Ask): Promise<string>;
  /** The secrets that are good now: for an hour after a change, also the one before. */
  signingSecrets(ask: Ask): Promise<readonly string[]>;
}

/** Whoever sends forged requests must not make us ask AWS for each of them; an operator waits for this at most. */
const mostOftenMs = 10_000;
/** A secret that was replaced because somebody stole it must not stay in use here because nobody ever used the new one. */
const lookAgainAfterMs = 10 * 60_000;

/**
 * Keeps the keys for as long as the process lives, and reads them again when they no longer fit, or are old.
 *
 * @param onUnreadable Told when they could not be read again, and those that are known stay in use; it must not throw.
 */
export function keptKeys(
  load: () => Promise<SlackKeys>,
  nowMs: () => number,
  onUnreadable: (error: unknown) => void,
): KeptKeys {
  let kept: SlackKeys | undefined;
  let reading: Promise<SlackKeys> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let complainedAtMs = Number.NEGATIVE_INFINITY;

  /** A clock that was set back says of what was just done that it is yet to come: then nobody knows. */
  function isWithin(atMs: number, lastsMs: number): boolean {
    return nowMs() >= atMs && nowMs() - atMs < lastsMs;
  }
  async function keys(ask: Ask): Promise<SlackKeys> {
    if (kept === undefined) return readOnce();
    if (ask === 'newer') {
      if (isWithin(complainedAtMs, mostOftenMs)) return reading ?? kept;
      complainedAtMs = nowMs();
      return readOnce();
    }
    // Nobody is kept waiting for what is most probably the same.
    if (!isWithin(readAtMs, lookAgainAfterMs)) void readOnce();
    return kept;
  }
  function readOnce(): Promise<SlackKeys> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }
  async function read(): Promise<SlackKeys> {
    readAtMs = nowMs();
    try {
      kept = await load();
    } catch (error) {
      if (kept === undefined) throw error;
      onUnreadable(error);
    }
    return kept;
  }

  return {
    all: keys,
    botToken: async (ask) => (await keys(ask)).botToken,
    appToken: async (ask) => (await keys(ask)).appToken ?? '',
    async signingSecrets(ask) {
      const { signingSecret, before } = await keys(ask);
      const old = before !== undefined && nowMs() < before.untilMs ? [before.signingSecret] : [];
      return signingSecret === undefined ? old : [signingSecret, ...old];
    },
  };
}
