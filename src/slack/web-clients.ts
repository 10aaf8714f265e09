import { type Logger, WebClient, type WebClientOptions } from '@slack/web-api';
import { type Ask, type KeptKeys, keyedFetch } from './slack-keys.ts';

/** Three clients: reads may be retried and posts may not, and looking up many people must hold up neither. */
export interface WebClients {
  /**
   * Retries twice, since reading the same thing again does no harm. If Slack limits one call, all others wait: it is
   * for the few calls that authorization needs.
   */
  readonly reading: WebClient;
  /** Never retries by itself: a post whose response was lost would appear twice. */
  readonly posting: WebClient;
  /** Retries twice, but rejects rate-limited calls: its users limit their own rate. */
  readonly bulk: WebClient;
}

/** @param apiUrl Base URL of the Web API; undefined for Slack's own. */
export function webClients(keys: KeptKeys, apiUrl: string | undefined, logger: Logger): WebClients {
  const shared = { ...keyedClientOptions(keys.botToken, apiUrl), logger };

  const retryTwice = { retries: 2, minTimeout: 200, factor: 2 };

  return {
    reading: new WebClient(undefined, { ...shared, retryConfig: retryTwice }),
    bulk: new WebClient(undefined, { ...shared, retryConfig: retryTwice, rejectRateLimitedCalls: true }),
    posting: new WebClient(undefined, {
      ...shared,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
  };
}

/**
 * Returns a fresh object each time, because Bolt's receivers modify the options they are given.
 *
 * @param token Returns the token for each call, whatever token the client was created with.
 */
export function keyedClientOptions(
  token: (ask: Ask) => Promise<string>,
  apiUrl: string | undefined,
): WebClientOptions {
  return { ...webClientOptions(apiUrl), fetch: keyedFetch(token) };
}

/** Options for a client that has its own token. */
export function webClientOptions(apiUrl: string | undefined): WebClientOptions {
  return { timeout: 10_000, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) };
}
