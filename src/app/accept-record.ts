import type { Logger } from '@slack/web-api';
import type { Config } from '../config/config.ts';
import {
  type AcceptHeadRequest,
  type AcceptHeadResult,
  acceptHead,
} from '../features/audit/compare-with-channel.ts';
import { identifyBot } from '../slack/identify-bot.ts';
import { liveMessages } from '../slack/live-messages.ts';
import { messagePoster } from '../slack/message-poster.ts';
import { keptKeys } from '../slack/slack-keys.ts';
import { webClients } from '../slack/web-clients.ts';
import { slackAnnouncer } from './announcer.ts';
import { newCorrelation } from './new-correlation.ts';
import { openStore } from './open-store.ts';
import { loadKeys } from './slack-keys.ts';
import { systemClock } from './system-clock.ts';
import { auditChannelWitnesses } from './watch-audit-log.ts';

/**
 * Accepts the audit log as it is. Bouncer may be running at the same time.
 *
 * @throws {Failure} as {@link acceptHead} does, and when the tokens or the store are unavailable.
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function acceptAuditLogHead(
  config: Config,
  logger: Logger,
  request: AcceptHeadRequest,
): Promise<AcceptHeadResult> {
  const keys = keptKeys(
    () => loadKeys(config, { onAwsCall: () => {} }),
    Date.now,
    () => {},
  );
  const { reading, posting } = webClients(keys, config.slack.apiUrl, logger);
  const bot = await identifyBot(reading, await keys.botToken('known'));
  const store = await openStore(config.store, systemClock);
  try {
    const poster = messagePoster(posting, systemClock, logger);
    const living = liveMessages(poster, store.messages, systemClock, logger, store.processes);
    const parts = {
      log: store.log,
      messages: store.messages,
      witnesses: auditChannelWitnesses(posting, config, bot),
      announcer: slackAnnouncer(living, config.auditChannel, new Set(), {
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
