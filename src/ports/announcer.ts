import type { Approval } from '../domain/approval.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { BlockReport, DeniedReport, UnblockReport } from '../domain/block-report.ts';
import type { BoardState } from '../domain/board.ts';
import type { ClaimRequest } from '../domain/claim-request.ts';
import type { Kick } from '../domain/kick.ts';
import type { EntryThread } from '../domain/kick-from-entries.ts';
import type { KickNotice } from '../domain/kick-notice.ts';
import type { NewPlaceNotice } from '../domain/new-place.ts';
import type { ReconnectReport, ReconnectWarning } from '../domain/reconnect.ts';
import type { ReportChart, UsageReport } from '../domain/usage-report.ts';

/**
 * Posts messages about what Bouncer does. Its methods never throw: each returns whether the message now shows what it
 * should, so that the caller can try again later when it does not.
 */
export interface Announcer {
  /**
   * Shows the progress of a kick where it was requested. Later calls update the same message in place.
   *
   * @param blocks The blocks that were requested together with it, which the message shows, too.
   */
  show(kick: Kick, blocks?: readonly BlockReport[]): Promise<boolean>;

  /** Lists all connections of a kick that is over in the thread of its message, if the message shows only some. */
  showConnections(kick: Kick): Promise<boolean>;

  /** Tells a person in a direct message that their connections were terminated, once for each kick. */
  notifyTarget(notice: KickNotice): Promise<boolean>;

  /** Asks for a second person where the kick was requested. Later calls show the outcome in the same message. */
  showApproval(approval: Approval): Promise<boolean>;
  /** Reminds the channel, once and in the thread of the request, that it is still undecided. */
  remindOfApproval(approval: Approval): Promise<boolean>;

  /**
   * Shows a claim of a certificate name in the channel that decides about it. Later calls update the same message. Anyone
   * can claim names, so a claim is posted after all other pending messages.
   */
  showClaim(claim: ClaimRequest): Promise<boolean>;
  /** Tells the claimant in a direct message what became of their claim, unless they know or still wait. */
  tellClaimant(claim: ClaimRequest): Promise<boolean>;

  /**
   * Shows the outcome of a block where it was requested. Later calls update the same message. If the message of a kick
   * shows the block, the outcome goes to its thread.
   */
  showBlock(report: BlockReport): Promise<boolean>;

  /** Shows which blocks were removed where the unblock was requested. */
  showUnblock(report: UnblockReport): Promise<boolean>;

  /**
   * Reports denied connections once, in the thread of the block's message. If that message isn't in the block's
   * channel, nothing is posted.
   */
  showDenied(report: DeniedReport): Promise<boolean>;

  /**
   * Announces entries in the audit channel.
   *
   * @param thread Entries that belong together. The first one identifies the message: it is posted once, and updated
   *   when the thread has grown. What anyone can cause, a claim of a name, is posted after all other announcements.
   */
  announce(thread: EntryThread): Promise<boolean>;

  /** Announces the entry of a refusal in the audit channel, after all other pending announcements. */
  announceDenial(entry: AuditEntry): Promise<boolean>;

  /**
   * Warns the person who requested a kick, and the audit channel, that someone has reconnected. The warning goes to
   * the threads of the messages that it follows.
   */
  warn(warning: ReconnectWarning): Promise<boolean>;

  /** Shows in the same threads who has reconnected after a kick of many. Later calls update the same messages. */
  reportReconnects(report: ReconnectReport): Promise<boolean>;

  /**
   * Shows a board in its channel. Later calls update the same message, unless nothing but the time has changed since a
   * few minutes ago.
   */
  showBoard(state: BoardState): Promise<boolean>;

  /**
   * Tells a channel about a person's new addresses and devices, in one message for each person and day. It is posted
   * after all other pending messages.
   */
  showNewPlaces(notice: NewPlaceNotice): Promise<boolean>;

  /**
   * Posts a weekly report in its channel, once.
   *
   * @param due When it was due, which identifies it.
   */
  showReport(report: UsageReport, due: Date): Promise<boolean>;

  /**
   * Shares the charts of a weekly report in its thread, at most once: those that fail are missing, since the report has
   * the same figures in words.
   *
   * @param draw Called only if nobody has begun to share them. It may throw.
   */
  showReportCharts(
    report: UsageReport,
    due: Date,
    draw: () => Promise<readonly ReportChart[]>,
  ): Promise<void>;
}
