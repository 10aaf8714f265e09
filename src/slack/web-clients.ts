import { type Logger, WebClient, type WebClientOptions } from '@slack/web-api';
import { keyedFetch } from './keyed-fetch.ts';
import type { Ask, KeptKeys } from './slack-keys.ts';

/** Three clients: reading may be tried again and posting may not, and looking many people up must hold up neither. */
export interface WebClients {
  /**
   * Tries again twice: reading the same thing twice does no harm. Where Slack limits one call, all others wait: it is for
   * the few calls that authorize somebody.
   */
  readonly reading: WebClient;
  /** Never tries again by itself: a post whose answer was lost would stand there twice. */
  readonly posting: WebClient;
  /** Tries again twice, but rejects what Slack limits: whoever reads much keeps to a pace. */
  readonly bulk: WebClient;
}

/** @param apiUrl Base URL of the Web API; undefined for Slack's own. */
export function webClients(keys: KeptKeys, apiUrl: string | undefined, logger: Logger): WebClients {
  const shared = { ...keyedClientOptions(keys.botToken, apiUrl), logger };

  const again = { retries: 2, minTimeout: 200, factor: 2 };

  return {
    reading: new WebClient(undefined, { ...shared, retryConfig: again }),
    bulk: new WebClient(undefined, { ...shared, retryConfig: again, rejectRateLimitedCalls: true }),
    posting: new WebClient(undefined, {
      ...shared,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
  };
}

/**
 * A fresh object each time: Bolt's receivers write into the options they are given.
 *
 * @param token The one that calls go out with, whatever token the client was made with.
 */
export function keyedClientOptions(
  token: (ask: Ask) => Promise<string>,
  apiUrl: string | undefined,
): WebClientOptions {
  return { ...webClientOptions(apiUrl), fetch: keyedFetch(token) };
}

/** For a client that has a token of its own. */
export function webClientOptions(apiUrl: string | undefined): WebClientOptions {
  return { timeout: 10_000, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) };
}
