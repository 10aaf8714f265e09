import { createLogger } from '../../src/app/logger.ts';
import { slackLogger } from '../../src/slack/slack-logger.ts';

/** Logs what it is given, in every way that the bot logs. */
const [secret = ''] = process.argv.slice(2);
const log = createLogger();
const failed = new Error(`request to ${secret} failed`, { cause: new Error(secret) });

log.info({ url: secret, nested: { list: [secret] } }, `in the sentence: ${secret}`);
log.child({ bound: secret }).warn(secret);
log.error({ err: failed }, 'in an error');
slackLogger(log).error('from a library', secret, { headers: { authorization: `Bearer ${secret}` } }, failed);
