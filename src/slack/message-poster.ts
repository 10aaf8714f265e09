import { type Logger, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { slackRefusal } from './failure-from-slack.ts';
import { type Make, NoRoomForProgress, patiently, postTurns, updateTurns } from './rate-limits.ts';
import { tryPosting } from './try-posting.ts';
import { within } from './within.ts';

/** Identifies a posted message for later updates. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Posts and updates messages. It waits if Slack limits the rate, and falls back to plain text if Slack refuses the
 * blocks.
 */
export interface MessagePoster {
  /**
   * Posts a message.
   *
   * @param channel A channel, or a person for a direct message.
   * @param key Stored in the message's metadata, where {@link find} looks for it.
   * @param thread The ts of the message to reply to.
   * @param beforePost Runs right before each call to Slack, once it is the message's turn in its channel, which may be
   * minutes later. If it throws, nothing is posted.
   * @throws Slack's error, or the error that kept it from answering; in that case the message may exist all the same.
   * Also whatever `beforePost` throws.
   */
  post(
    channel: string,
    view: MessageView,
    key?: string,
    thread?: string,
    beforePost?: () => Promise<void>,
  ): Promise<MessageRef>;
  /**
   * Updates a message. It tries again if Slack does not answer, since updating twice does no harm.
   *
   * @param latest Returns the view once it is the update's turn, which may be minutes later.
   * @param key The key that the message was posted with, stored beside the view's metadata.
   * @throws Slack's error. {NoRoomForProgress} if the view shows progress and other updates have to go first.
   */
  update(ref: MessageRef, latest: () => MessageView, key?: string): Promise<void>;
  /**
   * Looks for the message with this key among the latest of a channel or a thread.
   *
   * @returns Its ts; undefined if it is not there.
   */
  find(channel: string, key: string, thread?: string): Promise<string | undefined>;
  /**
   * Posts an ephemeral message, which only one person sees and which disappears on reload.
   *
   * @param thread The ts of the message in whose thread it is shown.
   * @throws Slack's error.
   */
  postEphemeral(channel: string, person: string, view: MessageView, thread?: string): Promise<void>;
  /**
   * Tests whether a channel accepts messages, without anyone seeing it.
   *
   * @returns Slack's error code if it does not. Undefined if it does, or if Slack does not answer within two seconds,
   * so that a slow answer keeps no one from acting.
   */
  refusalIn(channel: string): Promise<string | undefined>;
}

const maxUpdateAttempts = 3;
const attemptPauseMs = 1_000;
/**
 * A process that crashed during a post restarts within minutes. In that time, even a flood of messages fills fewer
 * pages.
 */
const pageSize = 200;
const tryingMs = 2_000;
/** Slack's error codes for a channel that accepts none of Bouncer's messages. */
const closedTo = /^(not_in_channel|channel_not_found|is_archived|restricted_action\w*)$/;
const maxPages = 5;
export const eventType = 'bouncer_message';
const quiet = { unfurl_links: false, unfurl_media: false } as const;

/** @param logger Receives a warning if a message that tried out a channel could not be deleted. */
export function messagePoster(
  client: WebClient,
  clock: Clock,
  logger: Pick<Logger, 'warn'> = { warn: () => {} },
): MessagePoster {
  const turnToPost = postTurns(clock);
  const turnToUpdate = updateTurns(clock);

  async function send<T>(
    latest: () => MessageView,
    call: (content: Content, view: MessageView) => Promise<T>,
    make: Make,
  ): Promise<T> {
    let view: MessageView | undefined;
    try {
      return await make(() => {
        view = latest();
        return call({ text: view.text, blocks: [...view.blocks] }, view);
      });
    } catch (error) {
      if (view === undefined || !isRefusedContent(error)) throw error;
      const refused = view;
      return await make(() => call({ text: refused.text }, refused));
    }
  }

  return {
    async post(channel, view, key, thread, beforePost) {
      const answer = await send(
        () => view,
        async (content) => {
          await beforePost?.();
          return await client.chat.postMessage({
            channel,
            ...quiet,
            ...content,
            ...(key !== undefined && { metadata: metadataOf(key, view) }),
            ...threadFieldsOf(thread, view),
          });
        },
        turnToPost(channel, view),
      );
      return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
    },
    async update({ channel, ts }, latest, key) {
      await send(
        latest,
        (content, view) => {
          // Slack replaces all of the metadata, or keeps it if none is given.
          const metadata = key !== undefined && view.metadata !== undefined && metadataOf(key, view);
          return client.chat.update({ channel, ts, ...content, ...(metadata && { metadata }) });
        },
        // Slack counts each attempt, so each has a turn of its own.
        (call) => untilAnswered(clock, () => turnToUpdate(latest())(call)),
      );
    },
    async find(channel, key, thread) {
      for await (const messages of latestIn(client, channel, thread)) {
        const found = messages.find((message) => keyOf(message) === key);
        if (found !== undefined) return found.ts;
      }
      return undefined;
    },
    async postEphemeral(channel, person, view, thread) {
      await send(
        () => view,
        (content) => {
          const place = { channel, user: person, ...(thread !== undefined && { thread_ts: thread }) };
          return client.chat.postEphemeral({ ...place, ...content });
        },
        patiently(clock),
      );
    },
    async refusalIn(channel) {
      const trying = tryPosting(client, channel, clock, logger).then(() => undefined, slackRefusal);
      const refusal = (await within(tryingMs, trying)) ?? '';
      return closedTo.test(refusal) ? refusal : undefined;
    },
  };
}

function threadFieldsOf(thread: string | undefined, { isBroadcast = false }: MessageView) {
  if (thread === undefined) return {};
  return isBroadcast ? { thread_ts: thread, reply_broadcast: true as const } : { thread_ts: thread };
}

interface Content {
  readonly text: string;
  readonly blocks?: MessageView['blocks'][number][];
}

/** https://docs.slack.dev/messaging/message-metadata */
function metadataOf(key: string, { metadata }: MessageView) {
  return { event_type: eventType, event_payload: { ...metadata, key } };
}

const keyedSchema = z.object({
  metadata: z.object({ event_type: z.literal(eventType), event_payload: z.object({ key: z.string() }) }),
});

/** Reads page after page. If Bouncer may not read there, as in a direct message, it yields nothing. */
async function* latestIn(client: WebClient, channel: string, thread: string | undefined) {
  const search = { channel, include_all_metadata: true, limit: pageSize };
  try {
    for (let read = 0, cursor: string | undefined; read < maxPages && cursor !== ''; read += 1) {
      const here = { ...search, ...(cursor !== undefined && { cursor }) };
      const { messages = [], response_metadata: next } =
        thread === undefined
          ? await client.conversations.history(here)
          : await client.conversations.replies({ ...here, ts: thread });
      yield messages;
      cursor = next?.next_cursor ?? '';
    }
  } catch (error) {
    if (slackRefusal(error) === undefined) throw error;
  }
}

function keyOf(message: unknown): string | undefined {
  return keyedSchema.safeParse(message).data?.metadata.event_payload.key;
}

function isRefusedContent(error: unknown): boolean {
  return ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'].includes(
    slackRefusal(error) ?? '',
  );
}

async function untilAnswered<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const isAnswered = slackRefusal(error) !== undefined || error instanceof WebAPIRateLimitedError;
      if (isAnswered || error instanceof NoRoomForProgress || attempt === maxUpdateAttempts) throw error;
      await clock.sleep(attempt * attemptPauseMs);
    }
  }
}
