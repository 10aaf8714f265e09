import type { WebClient } from '@slack/web-api';
import { type ChannelId, parseChannelId } from '../domain/ids.ts';
import { failureFromSlack } from './failure-from-slack.ts';

/** A channel that Bouncer was invited to. */
export interface JoinedChannel {
  readonly id: ChannelId;
  readonly name: string;
  readonly isPrivate: boolean;
}

/**
 * Lists the channels that Bouncer is a member of, without archived ones, by name.
 *
 * @throws {Failure} with a `slack_…` code.
 * @see https://docs.slack.dev/reference/methods/users.conversations
 */
export async function listJoinedChannels(client: WebClient): Promise<readonly JoinedChannel[]> {
  const found: JoinedChannel[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.users
      .conversations({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 200,
        ...(cursor && { cursor }),
      })
      .catch((error: unknown) => {
        throw failureFromSlack(error, 'list channels');
      });
    for (const { id = '', name = '', is_private: isPrivate = false } of answer.channels ?? []) {
      const channel = parseChannelId(id);
      if (channel !== undefined) found.push({ id: channel, name, isPrivate });
    }
    const next = answer.response_metadata?.next_cursor || undefined;
    cursor = next === cursor ? undefined : next;
  } while (cursor !== undefined);
  return found.toSorted((one, other) => one.name.localeCompare(other.name));
}
