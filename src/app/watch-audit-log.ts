import type { Logger, WebClient } from '@slack/web-api';
import type { Config } from '../config/load-config.ts';
import type { Head } from '../domain/audit-chain.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import { auditLogProblemView } from '../features/audit/audit-message.ts';
import { type AuditLogCheck, auditLogCheck } from '../features/audit/compare-with-channel.ts';
import type { AuditLog, AuditWitnesses } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import { readWitnesses } from '../slack/audit-channel-witnesses.ts';
import { failureFromSlack } from '../slack/failure-from-slack.ts';
import type { BotIdentity } from '../slack/identify-bot.ts';
import type { LiveMessages } from '../slack/live-messages.ts';

/** Reads the witnesses in the audit channel. @param client A client that does not wait when Slack limits the rate. */
export function auditChannelWitnesses(
  client: WebClient,
  { auditChannel }: Pick<Config, 'auditChannel'>,
  { authorization }: Pick<BotIdentity, 'authorization'>,
): AuditWitnesses {
  const ids = { userId: authorization.botUserId, botId: authorization.botId };
  return {
    newest: () =>
      readWitnesses(client, auditChannel, ids).catch((error: unknown) => {
        throw failureFromSlack(error, 'read the audit channel');
      }),
  };
}

/** Starts comparing the audit log with the audit channel. Each `run` of the result continues the comparison. */
export function watchAuditLog(
  { auditChannel }: Pick<Config, 'auditChannel'>,
  parts: {
    readonly log: AuditLog;
    readonly witnesses: AuditWitnesses;
    readonly clock: Clock;
    readonly live: LiveMessages;
  },
  logger: Logger,
): AuditLogCheck {
  const { log, witnesses, clock, live } = parts;
  const check = auditLogCheck({
    log,
    witnesses,
    clock,
    announce: (disagreement) => {
      const { kind, head, newest } = disagreement;
      const key = `record ${kind} ${head.seq} ${newest.seq} ${newest.hash.slice(0, 8)}`;
      return live.show(key, [auditChannel], auditLogProblemView(disagreement));
    },
    report: ({ kind, text }) => logger[kind](text),
  });
  void check.run();
  return check;
}

interface AppendCheck {
  /** Checks that entries may be appended. @throws {Failure} `audit_unwritable` when they may not. */
  assertTrusted(): Promise<void>;
  /** Notes an entry that has been appended. */
  saw(head: Head): void;
}

/**
 * Wraps an audit log so that it refuses new entries once a check has found the audit log incomplete or changed.
 *
 * @param onEntry Called with each entry that was appended. It must not throw.
 */
export function checkedAuditLog(
  log: AuditLog,
  check: AppendCheck,
  onEntry: (entry: AuditEntry) => void,
): AuditLog {
  return {
    append: async (draft) => {
      await check.assertTrusted();
      const entry = await log.append(draft);
      onEntry(entry);
      check.saw(entry);
      return entry;
    },
    ofRequest: (correlation) => log.ofRequest(correlation),
    requestedBy: (actor, since, most) => log.requestedBy(actor, since, most),
    stored: () => log.stored(),
    storedAt: (seqs) => log.storedAt(seqs),
    newestFirst: (upTo) => log.newestFirst(upTo),
    head: () => log.head(),
  };
}
