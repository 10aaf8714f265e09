import type { Approval } from '../../src/domain/approval.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import type { BlockReport, DeniedReport, UnblockReport } from '../../src/domain/block-report.ts';
import type { BoardState } from '../../src/domain/board.ts';
import type { ClaimRequest } from '../../src/domain/claim-request.ts';
import type { Kick } from '../../src/domain/kick.ts';
import type { KickNotice } from '../../src/domain/kick-notice.ts';
import type { NewPlaceNotice } from '../../src/domain/new-place.ts';
import type { ReconnectReport, ReconnectWarning } from '../../src/domain/reconnect.ts';
import type { ReportChart, UsageReport } from '../../src/domain/usage-report.ts';
import type { Announcer } from '../../src/ports/announcer.ts';

/** Keeps what was announced, in order; while it is down, nothing is posted. */
export class MemoryAnnouncer implements Announcer {
  readonly shown: Kick[] = [];
  readonly listed: Kick[] = [];
  readonly notices: KickNotice[] = [];
  readonly warnings: ReconnectWarning[] = [];
  readonly reconnects: ReconnectReport[] = [];
  readonly approvals: Approval[] = [];
  readonly reminders: Approval[] = [];
  readonly claims: ClaimRequest[] = [];
  /** What claimants were told about. */
  readonly outcomes: ClaimRequest[] = [];
  readonly blocks: BlockReport[] = [];
  /** The blocks that the message of the latest kick shows. */
  blocksWithKick: readonly BlockReport[] = [];
  readonly unblocks: UnblockReport[] = [];
  readonly denied: DeniedReport[] = [];
  readonly boards: BoardState[] = [];
  readonly newPlaces: NewPlaceNotice[] = [];
  readonly reports: UsageReport[] = [];
  readonly reportCharts: (readonly ReportChart[])[] = [];
  readonly threads: (readonly AuditEntry[])[] = [];
  isDown = false;
  /** Nothing can be posted in the thread of a block. */
  areThreadsLost = false;

  async show(kick: Kick, blocks: readonly BlockReport[] = []): Promise<boolean> {
    this.shown.push(kick);
    this.blocksWithKick = blocks;
    return true;
  }

  async showConnections(kick: Kick): Promise<boolean> {
    this.listed.push(kick);
    return true;
  }

  async notifyTarget(notice: KickNotice): Promise<boolean> {
    this.notices.push(notice);
    return true;
  }

  async showApproval(approval: Approval): Promise<boolean> {
    if (!this.isDown) this.approvals.push(approval);
    return !this.isDown;
  }

  async remindOfApproval(approval: Approval): Promise<boolean> {
    if (!this.isDown) this.reminders.push(approval);
    return !this.isDown;
  }

  async showClaim(claim: ClaimRequest): Promise<boolean> {
    if (!this.isDown) this.claims.push(claim);
    return !this.isDown;
  }

  async tellClaimant(claim: ClaimRequest): Promise<boolean> {
    if (!this.isDown) this.outcomes.push(claim);
    return !this.isDown;
  }

  async showBlock(report: BlockReport): Promise<boolean> {
    this.blocks.push(report);
    return true;
  }

  async showUnblock(report: UnblockReport): Promise<boolean> {
    this.unblocks.push(report);
    return true;
  }

  async showDenied(report: DeniedReport): Promise<boolean> {
    this.denied.push(report);
    return !this.areThreadsLost;
  }

  async announce(thread: readonly AuditEntry[]): Promise<boolean> {
    this.threads.push(thread);
    return true;
  }

  async announceDenial(entry: AuditEntry): Promise<boolean> {
    return this.announce([entry]);
  }

  async reportReconnects(report: ReconnectReport): Promise<boolean> {
    if (!this.isDown) this.reconnects.push(report);
    return !this.isDown;
  }

  async showBoard(state: BoardState): Promise<boolean> {
    if (!this.isDown) this.boards.push(state);
    return !this.isDown;
  }

  async showNewPlaces(notice: NewPlaceNotice): Promise<boolean> {
    if (!this.isDown) this.newPlaces.push(notice);
    return !this.isDown;
  }

  async showReport(report: UsageReport): Promise<boolean> {
    if (!this.isDown) this.reports.push(report);
    return !this.isDown;
  }

  async showReportCharts(
    _report: UsageReport,
    _due: Date,
    draw: () => Promise<readonly ReportChart[]>,
  ): Promise<void> {
    this.reportCharts.push(await draw().catch(() => []));
  }

  async warn(warning: ReconnectWarning): Promise<boolean> {
    this.warnings.push(warning);
    return true;
  }
}
