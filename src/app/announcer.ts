import { LRUCache } from 'lru-cache';
import type { Approval } from '../domain/approval.ts';
import type { BotNames } from '../domain/bot-names.ts';
import type { ChannelId } from '../domain/ids.ts';
import type { Kick } from '../domain/kick.ts';
import type { EntryThread } from '../domain/kick-from-entries.ts';
import { approvalEndView, approvalNameViews, approvalView } from '../features/approval/messages.ts';
import { auditNameViews, auditView } from '../features/audit/audit-message.ts';
import { blockView, unblockView } from '../features/block/messages.ts';
import { kickView } from '../features/kick/messages.ts';
import { reconnectsAuditView, reconnectsView, reconnectView } from '../features/reconnect/messages.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import type { LiveMessages } from '../slack/live-messages.ts';

/** Stories of which this process knows that all names are shown. */
const mostNamed = 1_000;

/**
 * Tells of kicks and blocks where they were asked for, and of entries in the audit channel.
 *
 * @param channels Those of the configuration: elsewhere, a person's own kick is told to that person alone.
 */
export function slackAnnouncer(
  messages: LiveMessages,
  auditChannel: ChannelId,
  channels: ReadonlySet<string>,
  names: BotNames,
): Announcer {
  const named = new LRUCache<string, true>({ max: mostNamed });

  /** Posts one message after the other in the thread of another. @returns Whether all of them stand. */
  async function showInThread(
    key: string,
    places: readonly string[],
    views: readonly MessageView[],
  ): Promise<boolean> {
    for (const [at, view] of views.entries())
      if (!(await messages.show(`${key} names ${at + 1}`, places, view, key))) return false;
    return true;
  }

  /** The names of a story never change: once is enough, as far as this process knows. */
  async function showNamesOf(story: EntryThread, key: string): Promise<boolean> {
    const views = named.has(key) ? [] : auditNameViews(story);
    const stands = await showInThread(key, [auditChannel], views);
    if (stands && views.length > 0) named.set(key, true);
    return stands;
  }

  /** What is approved is what was shown: only when all names can be read does anybody get the buttons. */
  async function showAllNames(approval: Approval, key: string, places: readonly string[]): Promise<boolean> {
    const views = approval.state.kind === 'open' ? approvalNameViews(approval) : [];
    if (views.length === 0) return true;
    return (
      (await messages.show(key, places, approvalView(approval, names, false))) &&
      (await showInThread(key, places, views))
    );
  }

  return {
    show: (kick) => messages.show(kickKey(kick), placesFor(kick, channels), kickView(kick, names)),
    showApproval: async (approval) => {
      const key = `approval ${approval.correlation}`;
      const places = [approval.channel.id];
      if (!(await showAllNames(approval, key, places))) return false;
      const stands = await messages.show(key, places, approvalView(approval, names));
      if (!isNewsToRequester(approval)) return stands;
      return (await messages.show(`${key} end`, places, approvalEndView(approval, names), key)) && stands;
    },
    showBlock: (report) =>
      messages.show(`block ${report.correlation}`, placesFor(report, channels), blockView(report)),
    showLift: (report) =>
      messages.show(`lift ${report.correlation}`, placesFor(report, channels), unblockView(report)),
    announce: async (story) => {
      const key = storyKey(story);
      const stands = await messages.show(key, [auditChannel], auditView(story));
      return stands && (await showNamesOf(story, key));
    },
    announceRefusal: (entry) =>
      messages.show(storyKey([entry]), [auditChannel], { ...auditView([entry]), isLast: true }),
    warn: async (comeback) => {
      const { kick, entry, follows } = comeback;
      const warning = {
        key: `comeback ${entry.seq}`,
        places: placesFor(kick, channels),
        view: reconnectView(comeback),
      };
      const told = await Promise.all([
        messages.show(warning.key, warning.places, warning.view, kickKey(kick)),
        messages.show(storyKey([entry]), [auditChannel], auditView([entry]), storyKey(follows)),
      ]);
      return told.every((stands) => stands);
    },
    reportReconnects: async (report) => {
      const { kick, story, follows } = report;
      const key = `reconnects ${kick.correlation}`;
      const told = await Promise.all([
        messages.show(key, placesFor(kick, channels), reconnectsView(report, names), kickKey(kick)),
        messages.show(storyKey(story), [auditChannel], reconnectsAuditView(report), storyKey(follows)),
      ]);
      return told.every((stands) => stands);
    },
  };
}

/** What was approved shows in a message of its own, and whoever takes a request back knows. */
function isNewsToRequester({ state }: Approval): boolean {
  return !['open', 'approved', 'withdrawn'].includes(state.kind);
}

function kickKey({ correlation }: Pick<Kick, 'correlation'>): string {
  return `kick ${correlation}`;
}

function storyKey([first]: EntryThread): string {
  return `entry ${first.seq}`;
}

function placesFor(
  { channel, actor }: Pick<Kick, 'channel' | 'actor'>,
  channels: ReadonlySet<string>,
): readonly string[] {
  return channels.has(channel.id) ? [channel.id, actor.id] : [actor.id];
}
