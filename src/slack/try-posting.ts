import { type Logger, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { secondsInDay } from 'date-fns/constants';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { Clock } from '../ports/clock.ts';
import { failureFromSlack, slackRefusal } from './failure-from-slack.ts';

/** Slack schedules messages up to 120 days ahead. This one is deleted at once. */
const aheadS = 100 * secondsInDay;
const text = 'Bouncer checked whether it can post here. You don’t need to do anything.';
/** The pauses before the further attempts to delete it. Together they fit into the time limit of a check of doctor's. */
const pausesMs = [1_000, 2_000, 4_000];

/**
 * Tests whether Bouncer may post in a channel, without anyone seeing it: Slack schedules a message under the same
 * conditions as it would post one, and the message is deleted. If the deletion fails, it is repeated in the background.
 *
 * @see https://docs.slack.dev/reference/methods/chat.scheduleMessage
 * @param logger Receives a warning if the message could not be deleted.
 * @returns A promise that resolves once the message is deleted, or once Bouncer has given up. Only a process that is about
 * to exit needs to wait for it.
 * @throws Slack's error, if it does not schedule the message.
 */
export async function tryPosting(
  client: WebClient,
  channel: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
  logger: Pick<Logger, 'warn'>,
): Promise<{ readonly removal: Promise<void> }> {
  const postAt = Math.floor(clock.now().getTime() / 1_000) + aheadS;
  const { scheduled_message_id: id = '' } = await client.chat.scheduleMessage({
    channel,
    text,
    post_at: postAt,
  });
  const remove = () => client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id });
  try {
    await remove();
    return { removal: Promise.resolve() };
  } catch (error) {
    const removal = removeLater(remove, error, clock).catch((last: unknown) => {
      const { message } = failureFromSlack(last, `delete the message that tried out posting in ${channel}`);
      logger.warn(`a scheduled message is left and appears in 100 days: ${message}`);
    });
    return { removal };
  }
}

/** @throws Slack's last error. */
async function removeLater(
  remove: () => Promise<unknown>,
  first: unknown,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  let failed = first;
  for (const pauseMs of pausesMs) {
    const askedMs = failed instanceof WebAPIRateLimitedError ? secondsToMilliseconds(failed.retryAfter) : 0;
    await clock.sleep(Math.max(pauseMs, askedMs));
    try {
      await remove();
      return;
    } catch (error) {
      // An earlier attempt deleted it, and its answer was lost.
      if (slackRefusal(error) === 'invalid_scheduled_message_id') return;
      failed = error;
    }
  }
  throw failed;
}
