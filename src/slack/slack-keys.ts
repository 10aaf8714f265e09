import type { WebClientOptions } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { parseJson } from './block-kit/parse-json.ts';
import { textAt, valueAt } from './slack-request.ts';

/** The keys for Slack, and the secret that Slack signs with. Socket Mode needs no signing secret, HTTP no app token. */
export interface SlackKeys {
  readonly botToken: string;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  /** The previous signing secret, for as long as Slack may still sign with it. */
  readonly before: { readonly signingSecret: string; readonly untilMs: number } | undefined;
}

/** `newer` if the known key was rejected or did not match. */
export type Ask = 'known' | 'newer';

/**
 * The current keys. Each method throws a Failure if the keys cannot be read, which can happen only until they have been
 * read once.
 */
export interface KeptKeys {
  all(ask: Ask): Promise<SlackKeys>;
  botToken(ask: Ask): Promise<string>;
  /** Empty if there is none. */
  appToken(ask: Ask): Promise<string>;
  /** The valid secrets. For an hour after a change, they include the previous one. */
  signingSecrets(ask: Ask): Promise<readonly string[]>;
}

/**
 * Forged requests must not each cause a call to AWS. An operator waits no longer than this for a new key to be used.
 */
const minIntervalMs = 10_000;
/**
 * A secret that was replaced because it was stolen must not stay in use here only because no one has used the new one
 * yet.
 */
const lookAgainAfterMs = minutesToMilliseconds(10);

/**
 * Caches the keys for the life of the process, and reads them again if they no longer match or are old.
 *
 * @param onUnreadable Receives the error if the keys cannot be read again, in which case the known keys stay in use. It
 * must not throw.
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

  /** If the clock was set back, a past time may be in the future. Such a time does not count. */
  function isWithin(atMs: number, lastsMs: number): boolean {
    return nowMs() >= atMs && nowMs() - atMs < lastsMs;
  }
  async function keys(ask: Ask): Promise<SlackKeys> {
    if (kept === undefined) return readOnce();
    if (ask === 'newer') {
      if (isWithin(complainedAtMs, minIntervalMs)) return reading ?? kept;
      complainedAtMs = nowMs();
      return readOnce();
    }
    // No one waits for a result that is most likely the same.
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

type Fetch = NonNullable<WebClientOptions['fetch']>;

/**
 * Calls Slack with the current token. If Slack rejects the token and there is a newer one, the call is repeated with
 * that. Nothing happens twice: a call that Slack rejected for its token had no effect.
 */
export function keyedFetch(token: (ask: Ask) => Promise<string>): Fetch {
  return async (url, init) => {
    const known = await token('known');
    const answer = await fetchWith(known, url, init);
    if (!(await isTokenRefused(answer))) return answer;

    const newer = await token('newer');
    return newer === known ? answer : fetchWith(newer, url, init);
  };
}

function fetchWith(token: string, ...[url, init]: Parameters<Fetch>): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init?.headers, Authorization: `Bearer ${token}` } });
}

async function isTokenRefused(answer: Response): Promise<boolean> {
  const said = answer.status === 200 ? parseJson(await answer.clone().text()) : undefined;
  return valueAt(said, 'ok') === false && isTokenError(textAt(said, 'error'));
}

/**
 * Whether an error code of Slack's means that a token is no longer valid.
 * https://docs.slack.dev/reference/methods/auth.test
 */
export function isTokenError(error: unknown): boolean {
  return (
    typeof error === 'string' &&
    ['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive'].includes(error)
  );
}
