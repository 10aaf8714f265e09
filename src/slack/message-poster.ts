import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import PQueue from 'p-queue';
import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessageView } from './views/blocks.ts';

/** Where a message stands, so that it can be updated. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** Posts and updates messages, patiently where Slack limits the rate, and in plain text where it refuses blocks. */
export interface MessagePoster {
  /**
   * @param channel A channel, or a person for a direct message.
   * @param key Kept in the message's metadata, where {@link find} looks for it.
   * @param thread The ts of the message that it is a reply to.
   * @param beforePost Runs right before each call to Slack, once the message's turn in its channel has come, which may
   *   be minutes later. Where it throws, nothing is posted.
   * @throws What Slack answered, or why it did not: then the message may stand there all the same. What `beforePost` threw.
   */
  post(
    channel: string,
    view: MessageView,
    key?: string,
    thread?: string,
    beforePost?: () => Promise<void>,
  ): Promise<MessageRef>;
  /**
   * Tries again where Slack does not answer: updating twice does no harm.
   *
   * @param key The one that it was posted with, kept beside what the view's metadata tells.
   * @throws What Slack answered.
   */
  update(ref: MessageRef, view: MessageView, key?: string): Promise<void>;
  /** Looks for the message of this key among the latest of a channel or a thread. @returns Its ts; undefined when it is not there. */
  find(channel: string, key: string, thread?: string): Promise<string | undefined>;
  /** Tells one person, visibly only to them; ephemeral messages vanish on reload. @throws What Slack answered. */
  whisper(channel: string, person: string, view: MessageView): Promise<void>;
}

const mostWaits = 5;
const mostUpdateAttempts = 3;
const attemptPauseMs = 1_000;
/** A process that died in the middle of a post is back within minutes, in which even a flood fills fewer pages. */
const pageSize = 200;
const mostPages = 5;
export const eventType = 'bouncer_message';
const quiet = { unfurl_links: false, unfurl_media: false } as const;

export function messagePoster(client: WebClient, clock: Clock): MessagePoster {
  const inTurn = postsInTurn(clock);

  async function send<T>(
    view: MessageView,
    call: (content: Content) => Promise<T>,
    make: Make = (attempt) => patiently(clock, attempt),
  ): Promise<T> {
    try {
      return await make(() => call({ text: view.text, blocks: [...view.blocks] }));
    } catch (error) {
      if (!isRefusedContent(error)) throw error;
      return await make(() => call({ text: view.text }));
    }
  }

  return {
    async post(channel, view, key, thread, beforePost) {
      const answer = await send(
        view,
        async (content) => {
          await beforePost?.();
          return await client.chat.postMessage({
            channel,
            ...quiet,
            ...content,
            ...(key !== undefined && { metadata: metadataOf(key, view) }),
            ...(thread !== undefined && { thread_ts: thread }),
          });
        },
        inTurn(channel, view),
      );
      return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
    },
    async update({ channel, ts }, view, key) {
      // Slack replaces all of the metadata, and keeps it where none is given.
      const metadata = key !== undefined && view.metadata !== undefined && metadataOf(key, view);
      await send(view, (content) =>
        untilAnswered(clock, () =>
          client.chat.update({ channel, ts, ...content, ...(metadata && { metadata }) }),
        ),
      );
    },
    async find(channel, key, thread) {
      for await (const messages of latestIn(client, channel, thread)) {
        const found = messages.find((message) => keyOf(message) === key);
        if (found !== undefined) return found.ts;
      }
      return undefined;
    },
    async whisper(channel, person, view) {
      await send(view, (content) => client.chat.postEphemeral({ channel, user: person, ...content }));
    },
  };
}

/** Makes a call, again and again where Slack limits it. */
type Make = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Slack takes about one message a second in each channel (https://docs.slack.dev/apis/web-api/rate-limits): posts to a
 * channel are made one after the other, those that come last after all others, also among those that Slack has limited.
 */
function postsInTurn(clock: Clock): (channel: string, view: MessageView) => Make {
  const queues = new Map<string, PQueue>();

  function queueOf(channel: string): PQueue {
    const known = queues.get(channel);
    if (known !== undefined) return known;

    const queue = new PQueue({ concurrency: 1 });
    queues.set(channel, queue);
    queue.on('idle', () => !queue.isPaused && queues.delete(channel));
    return queue;
  }

  return (channel, { isLast = false }) =>
    async (call) => {
      const queue = queueOf(channel);
      const attempt = async () => {
        try {
          return await call();
        } catch (error) {
          if (error instanceof WebAPIRateLimitedError) {
            queue.pause();
            void clock.sleep(error.retryAfter * 1000).then(() => queue.start());
          }
          throw error;
        }
      };
      for (let waits = 0; ; waits += 1) {
        try {
          return await queue.add(attempt, { priority: isLast ? 0 : 1 });
        } catch (error) {
          if (!(error instanceof WebAPIRateLimitedError) || waits === mostWaits) throw error;
        }
      }
    };
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

/** Page after page. Where Slack does not let the bot read, as in a direct message, nothing is found. */
async function* latestIn(client: WebClient, channel: string, thread: string | undefined) {
  const search = { channel, include_all_metadata: true, limit: pageSize };
  try {
    for (let read = 0, cursor: string | undefined; read < mostPages && cursor !== ''; read += 1) {
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

/** A call that was turned away for its rate did not happen, so it is safe to make again. */
async function patiently<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || waits === mostWaits) throw error;
      await clock.sleep(error.retryAfter * 1000);
    }
  }
}

async function untilAnswered<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const isAnswered = slackRefusal(error) !== undefined || error instanceof WebAPIRateLimitedError;
      if (isAnswered || attempt === mostUpdateAttempts) throw error;
      await clock.sleep(attempt * attemptPauseMs);
    }
  }
}
