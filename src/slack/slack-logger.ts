import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/web-api';
import type { Logger as Pino } from 'pino';

/** Directs the logs of Slack's libraries to Bouncer's own log. */
export function slackLogger(log: Pino): Logger {
  return {
    debug: (...parts) => log.debug(...fields(parts)),
    info: (...parts) => log.info(...fields(parts)),
    warn: (...parts) => log.warn(...fields(parts)),
    error: (...parts) => log.error(...fields(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/** Slack's libraries pass a sentence and its details in any order. */
function fields(parts: readonly unknown[]): [object, string] {
  const sentence = parts.filter((part) => typeof part !== 'object').join(' ');
  const error = parts.find((part) => part instanceof Error);
  const details = parts.filter((part) => typeof part === 'object' && part !== null && part !== error);
  return [{ ...Object.assign({}, ...details), ...(error !== undefined && { err: error }) }, sentence];
}
