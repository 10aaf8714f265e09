import { destination, type Logger, pino } from 'pino';
import type { AuditEntry } from '../domain/audit-entry.ts';
import { countsOfEntry } from '../domain/kick-from-entries.ts';
import { slackLogger } from '../slack/slack-logger.ts';
import type { Observers } from './create-app.ts';

/** Secrets: Slack tokens, and URLs through which anyone could post as Bouncer. */
const secrets =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|https?:\/\/[^\s"\\]*\/(?:commands|actions|response)\/[^\s"\\]+|wss?:\/\/[^\s"\\]+/g;

/** Creates the log: one JSON object per line on stderr, because commands print their results to stdout. */
export function createLogger(): Logger {
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      hooks: { streamWrite: (line) => line.replaceAll(secrets, '[hidden]') },
    },
    destination({ fd: 2, sync: true }),
  );
}

/** Returns observers that write to the log. */
export function logObservers(
  log: Logger,
): Pick<Observers, 'slackLogger' | 'diagnostics' | 'onAwsCall' | 'onEntry'> {
  return {
    slackLogger: slackLogger(log.child({ from: 'slack' })),
    diagnostics: {
      report: (failure, during, correlation) =>
        log.error({ correlation, during, err: failure }, failure.code),
    },
    onAwsCall: (call) => log.info(call, 'aws call'),
    onEntry: (entry) => log.info(entryFields(entry), 'entry'),
  };
}

/** Returns what the log shows of an audit entry: no names and no reason, and the same counts as the messages. */
export function entryFields(entry: AuditEntry): Record<string, unknown> {
  const { kind, seq, correlation } = entry;
  const counts = Object.entries(countsOfEntry(entry) ?? {}).filter(([, count]) => count > 0);
  return { kind, seq, correlation, ...(counts.length > 0 && { connections: Object.fromEntries(counts) }) };
}

/** Formats the log line for a changed clock. @param byMs Milliseconds; negative when it was set back. */
export function clockSetText(byMs: number): string {
  const by = `${Math.round(Math.abs(byMs) / 1_000)} s`;
  return byMs < 0
    ? `the clock was set back by ${by}: jobs from before are resumed at once, and requests from before are not carried out any more`
    : `the clock was set forward by ${by}, or the machine was suspended: waits may end too early`;
}
