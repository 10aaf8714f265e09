import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { LRUCache } from 'lru-cache';
import type { Approval } from '../domain/approval.ts';
import type { BoardState } from '../domain/board.ts';
import type { BotNames } from '../domain/bot-names.ts';
import type { ClaimRequest } from '../domain/claim-request.ts';
import type { ChannelId, Correlation } from '../domain/ids.ts';
import type { Kick } from '../domain/kick.ts';
import type { EntryThread } from '../domain/kick-from-entries.ts';
import {
  approvalMessageKey,
  blockMessageKey,
  entryMessageKey,
  kickMessageKey,
} from '../domain/message-keys.ts';
import { isOver } from '../domain/moment.ts';
import type { ListedPeople } from '../domain/rules.ts';
import type { UsageReport } from '../domain/usage-report.ts';
import { hashOfName } from '../domain/vpn-name.ts';
import {
  approvalEndView,
  approvalNameViews,
  approvalReminderView,
  approvalView,
} from '../features/approval/messages.ts';
import { auditNameViews, auditView } from '../features/audit/audit-message.ts';
import { deniedConnectionsView } from '../features/block/denied-connections-message.ts';
import { blockView, unblockView } from '../features/block/messages.ts';
import { boardContent, boardView } from '../features/board/messages.ts';
import { kicksOfBlock } from '../features/kick/block-then-kick.ts';
import { connectionListViews } from '../features/kick/connection-lines.ts';
import { kickNoticeView, kickView } from '../features/kick/messages.ts';
import { claimOutcomeView, claimView } from '../features/names/messages.ts';
import { newPlacesView } from '../features/new-places/messages.ts';
import { reconnectsAuditView, reconnectsView, reconnectView } from '../features/reconnect/messages.ts';
import { reportView } from '../features/report/messages.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import type { LiveMessages } from '../slack/live-messages.ts';
import type { ThreadFiles } from '../slack/thread-files.ts';

/** How many threads this process remembers as showing all their names. */
const maxNamed = 1_000;
/** A board whose connections stay the same is still updated this often, so that people can see that it works. */
const boardLastsMs = minutesToMilliseconds(5);

/**
 * Announces kicks and blocks where they were requested, and entries in the audit channel.
 *
 * @param channels The configured channels. Elsewhere, a person's own kick is announced to that person alone.
 * @param files Without it, reports have no charts.
 */
export function slackAnnouncer(
  messages: LiveMessages,
  auditChannel: ChannelId,
  channels: ReadonlySet<string>,
  names: BotNames,
  approvers: ListedPeople | undefined = undefined,
  files: ThreadFiles | undefined = undefined,
): Announcer {
  const named = new LRUCache<string, true>({ max: maxNamed });
  const boards = new LRUCache<string, { readonly content: string; readonly at: Date }>({ max: maxNamed });

  /**
   * Posts messages one after the other in the thread of another.
   *
   * @returns Whether all of them were posted.
   */
  async function showInThread(
    key: string,
    places: readonly string[],
    views: readonly MessageView[],
    content: 'names' | 'connections' = 'names',
  ): Promise<boolean> {
    for (const [at, view] of views.entries())
      if (!(await messages.show(`${key} ${content} ${at + 1}`, places, view, key))) return false;
    return true;
  }

  /** The names of a thread never change, so it is enough for a process to show them once. */
  async function showNamesOf(thread: EntryThread, key: string): Promise<boolean> {
    const views = named.has(key) ? [] : auditNameViews(thread);
    const isShown = await showInThread(key, [auditChannel], views);
    if (isShown && views.length > 0) named.set(key, true);
    return isShown;
  }

  /** People approve what they were shown, so the buttons appear only when all names can be read. */
  async function showAllNames(approval: Approval, key: string, places: readonly string[]): Promise<boolean> {
    const views = approval.state.kind === 'open' ? approvalNameViews(approval) : [];
    if (views.length === 0) return true;
    return (
      (await messages.show(key, places, approvalView(approval, false, approvers))) &&
      (await showInThread(key, places, views))
    );
  }

  async function showBoard(state: BoardState): Promise<boolean> {
    const key = `board ${state.board.correlation}`;
    const content = boardContent(state, names);
    const last = boards.get(key);
    if (last?.content === content && !isOver(last.at, boardLastsMs, state.at)) return true;

    const isProgress = state.kind !== 'ended';
    const view = { ...boardView(state, names), isProgress };
    const isShown = await messages.show(key, [state.board.channel], view);
    if (isShown) boards.set(key, { content, at: state.at });
    return isShown;
  }

  return {
    showBoard,
    showReport: (report, due) =>
      messages.show(reportKey(report, due), [report.channel], { ...reportView(report), isOnce: true }),
    showReportCharts: async (report, due, draw) => {
      const key = reportKey(report, due);
      await files?.attach(`${key} charts`, key, draw);
    },
    showNewPlaces: (notice) =>
      messages.show(`new-place ${hashOfName(notice.name)} ${notice.day}`, [notice.channel], {
        ...newPlacesView(notice),
        isLast: true,
      }),
    show: (kick, blocks) =>
      messages.show(
        kickMessageKey(kick.correlation),
        placesFor(kick, channels),
        kickView(kick, names, blocks),
      ),
    showConnections: (kick) =>
      showInThread(
        kickMessageKey(kick.correlation),
        placesFor(kick, channels),
        connectionListViews(kick, names),
        'connections',
      ),
    notifyTarget: (notice) =>
      messages.show(`notify ${notice.correlation}`, [notice.person], kickNoticeView(notice)),
    showApproval: async (approval) => {
      const key = approvalMessageKey(approval.correlation);
      const places = [approval.channel.id];
      if (!(await showAllNames(approval, key, places))) return false;
      const isShown = await messages.show(key, places, approvalView(approval, true, approvers));
      if (!isNewsToRequester(approval)) return isShown;
      return (await messages.show(`${key} end`, places, approvalEndView(approval), key)) && isShown;
    },
    remindOfApproval: (approval) => {
      const key = approvalMessageKey(approval.correlation);
      return messages.show(
        `${key} reminder`,
        [approval.channel.id],
        approvalReminderView(approval, approvers),
        key,
      );
    },
    showClaim: (claim) =>
      messages.show(claimKey(claim), [claim.channel.id], { ...claimView(claim), isLast: true }),
    tellClaimant: async (claim) => {
      const outcome = claimOutcomeView(claim);
      return (
        outcome === undefined ||
        messages.show(`${claimKey(claim)} ${claim.state.kind}`, [claim.person], outcome)
      );
    },
    showBlock: (report) =>
      messages.show(
        blockMessageKey(report.correlation),
        placesFor(report, channels),
        blockView(report),
        kickKeysOf(report.correlation),
      ),
    showUnblock: (report) =>
      messages.show(`lift ${report.correlation}`, placesFor(report, channels), unblockView(report)),
    showDenied: (report) =>
      messages.reply(`denied ${report.seq}`, report.channel.id, deniedConnectionsView(report), [
        blockMessageKey(report.block),
        ...kickKeysOf(report.block),
      ]),
    announce: async (thread) => {
      const key = threadKey(thread);
      const isLast = thread[0].kind === 'name-claim-requested';
      const isShown = await messages.show(key, [auditChannel], { ...auditView(thread), isLast });
      return isShown && (await showNamesOf(thread, key));
    },
    announceDenial: (entry) =>
      messages.show(threadKey([entry]), [auditChannel], { ...auditView([entry]), isLast: true }),
    warn: async (reconnect) => {
      const { kick, entry, follows } = reconnect;
      const warning = {
        key: `comeback ${entry.seq}`,
        places: placesFor(kick, channels),
        view: reconnectView(reconnect),
      };
      const shown = await Promise.all([
        messages.show(warning.key, warning.places, warning.view, kickMessageKey(kick.correlation)),
        messages.show(threadKey([entry]), [auditChannel], auditView([entry]), threadKey(follows)),
      ]);
      return shown.every((isShown) => isShown);
    },
    reportReconnects: async (report) => {
      const { kick, thread, follows } = report;
      const key = `reconnects ${kick.correlation}`;
      const shown = await Promise.all([
        messages.show(
          key,
          placesFor(kick, channels),
          reconnectsView(report, names),
          kickMessageKey(kick.correlation),
        ),
        messages.show(threadKey(thread), [auditChannel], reconnectsAuditView(report), threadKey(follows)),
      ]);
      return shown.every((isShown) => isShown);
    },
  };
}

/** An approved request shows in a message of its own, and people who withdraw a request know that they did. */
function isNewsToRequester({ state }: Approval): boolean {
  return !['open', 'approved', 'withdrawn'].includes(state.kind);
}

/** The keys of the messages that may show the block together with a kick. */
function kickKeysOf(block: Correlation): readonly string[] {
  return kicksOfBlock(block).map(kickMessageKey);
}

function claimKey({ correlation }: ClaimRequest): string {
  return `name-claim ${correlation}`;
}

function reportKey({ channel }: UsageReport, due: Date): string {
  return `report ${channel} ${due.toISOString()}`;
}

function threadKey([first]: EntryThread): string {
  return entryMessageKey(first.seq);
}

function placesFor(
  { channel, actor }: Pick<Kick, 'channel' | 'actor'>,
  channels: ReadonlySet<string>,
): readonly string[] {
  return channels.has(channel.id) ? [channel.id, actor.id] : [actor.id];
}
