import { LogLevel, WebClient } from '@slack/web-api';
import type { Slack } from '../../../emulators/slack/start-slack.ts';

/** Slack's own client, pointed at the workspace; it tries nothing twice. */
export function webClient(slack: Slack, token: string | undefined = slack.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: () => {},
      setLevel: () => {},
      getLevel: () => LogLevel.ERROR,
      setName: () => {},
    },
  });
}

/** The body of the refusal that a call ends in. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'data' in error && typeof error.data === 'object') return { ...error.data };
    throw error;
  }
  throw new Error('The call was not refused.');
}
