import { userInfo } from 'node:os';
import { pino } from 'pino';
import type { Environment } from '../../config/environment.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { AcceptHeadResult } from '../../features/audit/compare-with-channel.ts';
import { slackLogger } from '../../slack/slack-logger.ts';
import { acceptAuditLogHead } from '../accept-record.ts';
import { requireAuditLog } from './audit.ts';

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
  if (reason.trim().length < minReason) {
    return say(1, `Say why in at least ${minReason} characters, for the record: --reason "…"`);
  }
  requireAuditLog(config.store);
  const request = { operator: operatorName(), reason: reason.trim() };
  const result = await acceptAuditLogHead(config, slackLogger(pino({ enabled: false })), request);
  return say(result.kind === 'unannounced' ? 1 : 0, textOf(result));
}

function textOf(result: AcceptHeadResult): string {
  switch (result.kind) {
    case 'nothing_to_accept':
      return 'Nothing to accept: the record agrees with the audit channel.';
    case 'accepted':
      return `Accepted with entry ${result.entry.seq}, although ${result.problem}.\nA running bot notices within a minute.`;
    case 'unannounced':
      return `Entry ${result.entry.seq} says that the record is accepted, but it could not be posted in the audit channel, so the record is not accepted yet. Run doctor, and then this again.`;
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

function say(exitCode: number, text: string): number {
  process.stderr.write(`${text}\n`);
  return exitCode;
}
