/** What opens the door to Slack, and what Slack signs with. */
export interface SlackKeys {
  readonly botToken: string;
  readonly signingSecret: string;
}

export interface KeptKeys {
  /** @param ask `newer` when the known one was not taken. @throws {Failure} when the secret cannot be read. */
  botToken(ask: 'known' | 'newer'): Promise<string>;
  /** The secrets that are good now: for an hour after a change, also the one before. @throws {Failure} likewise. */
  signingSecrets(ask: 'known' | 'newer'): Promise<readonly string[]>;
}

/** Whoever sends forged requests must not make us ask AWS for each of them. */
const mostOftenMs = 60_000;
/** Slack goes on signing with the old secret for a while. */
const oldIsGoodForMs = 60 * 60_000;

/** Keeps the keys for as long as the process lives, and reads them again when they no longer fit. */
export function keptKeys(load: () => Promise<SlackKeys>, nowMs: () => number): KeptKeys {
  let kept: SlackKeys | undefined;
  let reading: Promise<SlackKeys> | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let old: { readonly secret: string; readonly untilMs: number } | undefined;

  async function keys(ask: 'known' | 'newer'): Promise<SlackKeys> {
    if (kept !== undefined && (ask === 'known' || nowMs() - readAtMs < mostOftenMs)) return kept;

    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }
  /** Keys that cannot be read anew may still be good. */
  async function read(): Promise<SlackKeys> {
    readAtMs = nowMs();
    try {
      const newer = await load();
      if (kept !== undefined && kept.signingSecret !== newer.signingSecret)
        old = { secret: kept.signingSecret, untilMs: nowMs() + oldIsGoodForMs };
      kept = newer;
      return newer;
    } catch (error) {
      if (kept === undefined) throw error;
      return kept;
    }
  }

  return {
    botToken: async (ask) => (await keys(ask)).botToken,
    async signingSecrets(ask) {
      const { signingSecret } = await keys(ask);
      return old === undefined || nowMs() >= old.untilMs ? [signingSecret] : [signingSecret, old.secret];
    },
  };
}
