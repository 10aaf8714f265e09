import type { Approval } from '../core/approval.ts';
import type { ChannelId } from '../core/ids.ts';
import type { Kick } from '../core/kick.ts';
import type { Story } from '../core/kick-from-entries.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { LivingMessages } from './living-messages.ts';
import { approvalEndView, approvalView } from './views/approval-view.ts';
import { auditView } from './views/audit-view.ts';
import { blockView, liftView } from './views/block-view.ts';
import { comebackView } from './views/comeback-view.ts';
import { kickView } from './views/kick-view.ts';
import { reconnectsAuditView, reconnectsView } from './views/reconnects-view.ts';

/**
 * Tells of kicks and blocks where they were asked for, and of entries in the audit channel.
 *
 * @param channels Those of the configuration: elsewhere, a person's own kick is told to that person alone.
 */
export function slackAnnouncer(
  messages: LivingMessages,
  auditChannel: ChannelId,
  channels: ReadonlySet<string>,
): Announcer {
  return {
    show: (kick) => messages.show(kickKey(kick), placesFor(kick, channels), kickView(kick)),
    showApproval: async (approval) => {
      const key = `approval ${approval.correlation}`;
      const places = [approval.channel.id];
      const stands = await messages.show(key, places, approvalView(approval));
      if (!isNewsToRequester(approval)) return stands;
      return (await messages.show(`${key} end`, places, approvalEndView(approval), key)) && stands;
    },
    showBlock: (report) =>
      messages.show(`block ${report.correlation}`, placesFor(report, channels), blockView(report)),
    showLift: (report) =>
      messages.show(`lift ${report.correlation}`, placesFor(report, channels), liftView(report)),
    announce: (story) => messages.show(storyKey(story), [auditChannel], auditView(story)),
    warn: async (comeback) => {
      const { kick, entry, follows } = comeback;
      const warning = {
        key: `comeback ${entry.seq}`,
        places: placesFor(kick, channels),
        view: comebackView(comeback),
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
        messages.show(key, placesFor(kick, channels), reconnectsView(report), kickKey(kick)),
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

function storyKey([first]: Story): string {
  return `entry ${first.seq}`;
}

function placesFor(
  { channel, actor }: Pick<Kick, 'channel' | 'actor'>,
  channels: ReadonlySet<string>,
): readonly string[] {
  return channels.has(channel.id) ? [channel.id, actor.id] : [actor.id];
}
