import { createLogger } from '../../src/app/logger.ts';
import { slackLogger } from '../../src/slack/slack-logger.ts';

/** Logs each text that it is given, in every way that the bot logs. */
const log = createLogger();

for (const text of process.argv.slice(2)) {
  const failed = new Error(`request to ${text} failed`, { cause: new Error(text) });

  log.info({ url: text, nested: { list: [text] } }, `in the sentence: ${text}`);
  log.child({ bound: text }).warn(text);
  log.error({ err: failed }, 'in an error');
  slackLogger(log).error('from a library', text, { headers: { authorization: `Bearer ${text}` } }, failed);
}
