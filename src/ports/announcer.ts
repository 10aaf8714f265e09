import type { AuditEntry } from '../core/audit-entry.ts';
import type { Kick } from '../core/kick.ts';

/** Tells people what the bot does. It never throws: what could not be told is the announcer's to log and repair. */
export interface Announcer {
  /** Shows how far a kick has come where it was asked for; later calls update the same message in place. */
  show(kick: Kick): Promise<void>;

  /**
   * Announces entries in the audit channel.
   *
   * @param story Entries that belong together, the first one naming the message: it is posted once, and
   * updated when the story has grown.
   */
  announce(story: readonly AuditEntry[]): Promise<void>;
}
