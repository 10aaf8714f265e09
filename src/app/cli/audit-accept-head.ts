import { userInfo } from 'node:os';
import { pino } from 'pino';
import type { Environment } from '../../config/environment.ts';
import { type Config, loadConfig } from '../../config/load-config.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import {
  type AcceptHeadRequest,
  type AcceptHeadResult,
  acceptHead,
} from '../../features/audit/accept-head.ts';
import { identifyBot } from '../../slack/identify-bot.ts';
import { liveMessages } from '../../slack/live-messages.ts';
import { messagePoster } from '../../slack/message-poster.ts';
import { keptKeys } from '../../slack/slack-keys.ts';
import { slackLogger } from '../../slack/slack-logger.ts';
import { webClients } from '../../slack/web-clients.ts';
import { slackAnnouncer } from '../announcer.ts';
import { newCorrelation } from '../new-correlation.ts';
import { openStore } from '../open-store.ts';
import { loadKeys } from '../slack-keys.ts';
import { systemClock } from '../system-clock.ts';
import { auditChannelWitnesses } from '../watch-audit-log.ts';
import { requireAuditLog } from './audit.ts';
import { say } from './print.ts';

/**
 * Accepts an audit log that disagrees with the audit channel as it is. The result is printed to stderr.
 *
 * @returns 0 when the audit log is accepted, or there was nothing to accept; 1 otherwise.
 * @throws {InvalidConfig}
 * @throws {Failure}
 */
export async function auditAcceptHead(environment: Environment, reason: string): Promise<number> {
  const config = loadConfig(environment);
  const { minReason } = config.rules.kick;
  if (!isLongEnough(reason, minReason)) {
    return say(1, `Give a reason of at least ${minReason} characters for the audit log: --reason "…"`);
  }
  requireAuditLog(config.store);
  const result = await acceptAuditLog(config, { operator: operatorName(), reason: reason.trim() });
  return say(result.kind === 'unannounced' ? 1 : 0, textOf(result));
}

/**
 * Accepts the audit log as it is. Bouncer may be running at the same time.
 *
 * @throws {Failure} as {@link acceptHead} does, and when the tokens or the store are unavailable.
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
async function acceptAuditLog(config: Config, request: AcceptHeadRequest): Promise<AcceptHeadResult> {
  const logger = slackLogger(pino({ enabled: false }));
  const keys = keptKeys(
    () => loadKeys(config),
    Date.now,
    () => {},
  );
  const { reading, posting } = webClients(keys, config.slack.apiUrl, logger);
  const bot = await identifyBot(reading, await keys.botToken('known'));
  const store = await openStore(config.store, systemClock);
  try {
    const poster = messagePoster(posting, systemClock, logger);
    const live = liveMessages(poster, store.messages, systemClock, logger, store.processes);
    const parts = {
      log: store.log,
      messages: store.messages,
      witnesses: auditChannelWitnesses(posting, config, bot),
      announcer: slackAnnouncer(live, config.auditChannel, new Set(), {
        command: config.command,
        handle: bot.handle,
      }),
      clock: systemClock,
      newCorrelation,
    };
    return await acceptHead(parts, request);
  } finally {
    store.close();
  }
}

function textOf(result: AcceptHeadResult): string {
  switch (result.kind) {
    case 'nothing_to_accept':
      return 'Nothing to accept: the audit log agrees with the audit channel.';
    case 'accepted':
      return `Accepted with entry ${result.entry.seq}, although ${result.problem}.\nIf Bouncer is running, it notices within a minute.`;
    case 'unannounced':
      return `Not accepted yet: entry ${result.entry.seq} was written, but couldn’t be posted in the audit channel. Run doctor, and then this command again.`;
  }
}

/** Returns the user's name, or the uid: a container may run under a uid without a user. */
function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
