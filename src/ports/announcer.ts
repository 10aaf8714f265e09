import type { Approval } from '../domain/approval.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { BlockReport, UnblockReport } from '../domain/block-report.ts';
import type { Kick } from '../domain/kick.ts';
import type { EntryThread } from '../domain/kick-from-entries.ts';
import type { ReconnectReport, ReconnectWarning } from '../domain/reconnect.ts';

/**
 * Tells people what the bot does. It never throws: each call answers whether the message now stands as told, so
 * that what could not be told is told again later.
 */
export interface Announcer {
  /** Shows how far a kick has come where it was asked for; later calls update the same message in place. */
  show(kick: Kick): Promise<boolean>;

  /** Asks for a second person where a kick was asked for; later calls say in the same message what became of it. */
  showApproval(approval: Approval): Promise<boolean>;
  /** Shows where it was asked for what became of a block; later calls update the same message. */
  showBlock(report: BlockReport): Promise<boolean>;

  /** Shows where it was asked for which blocks were lifted. */
  showLift(report: UnblockReport): Promise<boolean>;

  /**
   * Announces entries in the audit channel.
   *
   * @param story Entries that belong together, the first one naming the message: it is posted once, and
   * updated when the story has grown.
   */
  announce(story: EntryThread): Promise<boolean>;

  /** Announces the entry of a refusal in the audit channel, after all other announcements that are still to be made. */
  announceRefusal(entry: AuditEntry): Promise<boolean>;

  /** Warns whoever asked for a kick, and the audit channel, that someone is back: in the threads of what they follow. */
  warn(comeback: ReconnectWarning): Promise<boolean>;

  /** Shows in the same threads who has reconnected after a kick of many; later calls update the same messages. */
  reportReconnects(report: ReconnectReport): Promise<boolean>;
}
