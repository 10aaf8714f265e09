import type { WebClient } from '@slack/web-api';

/** Slack schedules messages up to 120 days ahead. This one is deleted at once. */
const aheadS = 100 * 24 * 3_600;
const text = 'Bouncer tried out whether it may post here. There is nothing to do.';

/**
 * Tests whether Bouncer may post in a channel, without anyone seeing it: Slack schedules a message under the same
 * conditions as it would post one, and the message is deleted.
 *
 * @see https://docs.slack.dev/reference/methods/chat.scheduleMessage
 * @throws Slack's error.
 */
export async function tryPosting(client: WebClient, channel: string, now: Date): Promise<void> {
  const postAt = Math.floor(now.getTime() / 1_000) + aheadS;
  const { scheduled_message_id: id = '' } = await client.chat.scheduleMessage({
    channel,
    text,
    post_at: postAt,
  });
  await client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id });
}
