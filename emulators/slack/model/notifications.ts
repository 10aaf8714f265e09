import type { Group } from '../protocol/client-protocol.ts';
import { isJsonObject } from '../protocol/json-object.ts';
import type { StoredMessage } from './message-log.ts';

/** A notification that Slack sends because a new message mentions the recipient. */
export interface Notification {
  readonly recipient: string;
  readonly channel: string;
  readonly ts: string;
  /** What the message mentions: the person, a user group that they are in, or everyone in the channel. */
  readonly mentioned: 'person' | 'group' | 'channel';
}

const mention = /<(?:@(?<person>[UW]\w+)|!subteam\^(?<group>S\w+)|!(?:here|channel|everyone))(?:\|[^>]*)?>/g;

/**
 * The notifications that the mentions in a new message cause: one a recipient, and only to members of the channel.
 * Edited and ephemeral messages notify no one else.
 * Source: https://docs.slack.dev/messaging/formatting-message-text#mentioning-users and
 * https://slack.com/help/articles/205240127-Use-mentions-in-Slack
 */
export function notificationsOf(
  message: StoredMessage,
  members: readonly string[],
  groups: readonly Group[],
): readonly Notification[] {
  const { channel, ts, user } = message;
  const byRecipient = new Map<string, Notification>();
  for (const text of [message.text, ...mrkdwnIn(message.blocks)])
    for (const { groups: found = {} } of text.matchAll(mention)) {
      const { mentioned, recipients } = meantBy(found, members, groups);
      for (const recipient of recipients)
        if (recipient !== user && members.includes(recipient))
          byRecipient.set(recipient, { recipient, channel, ts, mentioned });
    }
  return [...byRecipient.values()];
}

function meantBy(
  { person, group }: Readonly<Record<string, string | undefined>>,
  members: readonly string[],
  groups: readonly Group[],
): { readonly mentioned: Notification['mentioned']; readonly recipients: readonly string[] } {
  if (person !== undefined) return { mentioned: 'person', recipients: [person] };
  if (group === undefined) return { mentioned: 'channel', recipients: members };
  return { mentioned: 'group', recipients: groups.find(({ id }) => id === group)?.members ?? [] };
}

function mrkdwnIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(mrkdwnIn);
  if (!isJsonObject(part)) return [];
  if (part.type === 'mrkdwn' && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(mrkdwnIn);
}
