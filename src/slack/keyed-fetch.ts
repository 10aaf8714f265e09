import type { WebClientOptions } from '@slack/web-api';
import { parseJson } from './block-kit/parse-json.ts';
import type { Ask } from './slack-keys.ts';

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
  return isObject(said) && said.ok === false && isTokenError(said.error);
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
