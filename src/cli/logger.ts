import { destination, type Logger, pino } from 'pino';

/** What opens a door: tokens of Slack, and the addresses at which anyone could speak as the bot. */
const secrets =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|https?:\/\/[^\s"\\]*\/(?:commands|actions|response)\/[^\s"\\]+|wss?:\/\/[^\s"\\]+/g;

/** The log: one JSON object a line on stderr, so that stdout is free for what a command prints. */
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
