import type { ChannelId } from '../core/ids.ts';
import type { Kick } from '../core/kick.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { LivingMessages } from './living-messages.ts';
import { auditView } from './views/audit-view.ts';
import { kickView } from './views/kick-view.ts';

/**
 * Tells of kicks where they were asked for, and of entries in the audit channel.
 *
 * @param channels Those of the configuration: elsewhere, a person's own kick is told to that person alone.
 */
export function slackAnnouncer(
  messages: LivingMessages,
  auditChannel: ChannelId,
  channels: ReadonlySet<string>,
): Announcer {
  return {
    show: (kick) => messages.show(`kick ${kick.correlation}`, placesFor(kick, channels), kickView(kick)),
    announce: (story) => messages.show(`entry ${story[0].seq}`, [auditChannel], auditView(story)),
  };
}

function placesFor({ channel, actor }: Kick, channels: ReadonlySet<string>): readonly string[] {
  return channels.has(channel.id) ? [channel.id, actor.id] : [actor.id];
}
