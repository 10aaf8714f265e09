import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessageView } from './views/blocks.ts';

/** Where a message stands, so that it can be updated. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** What a message remembers of itself where Slack's readers do not see it. */
export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string | number>>;
}

/** Posts and updates messages, patiently where Slack limits the rate, and in plain text where it refuses blocks. */
export interface MessagePoster {
  /** @param channel A channel, or a person for a direct message. @throws What Slack answered, or why it did not. */
  post(channel: string, view: MessageView, metadata?: MessageMetadata): Promise<MessageRef>;
  update(ref: MessageRef, view: MessageView, metadata?: MessageMetadata): Promise<void>;
  /** Tells one person, visibly only to them; ephemeral messages vanish on reload. */
  whisper(channel: string, person: string, view: MessageView): Promise<void>;
}

const mostWaits = 5;
const quiet = { unfurl_links: false, unfurl_media: false } as const;

export function messagePoster(client: WebClient, clock: Clock): MessagePoster {
  async function send<T>(view: MessageView, call: (content: Content) => Promise<T>): Promise<T> {
    try {
      return await patiently(clock, () => call({ text: view.text, blocks: [...view.blocks] }));
    } catch (error) {
      if (!isRefusedContent(error)) throw error;
      return await patiently(clock, () => call({ text: view.text }));
    }
  }

  return {
    async post(channel, view, metadata) {
      const answer = await send(view, (content) =>
        client.chat.postMessage({ channel, ...quiet, ...content, ...(metadata && { metadata }) }),
      );
      return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
    },
    async update({ channel, ts }, view, metadata) {
      await send(view, (content) =>
        client.chat.update({ channel, ts, ...content, ...(metadata && { metadata }) }),
      );
    },
    async whisper(channel, person, view) {
      await send(view, (content) => client.chat.postEphemeral({ channel, user: person, ...content }));
    },
  };
}

interface Content {
  readonly text: string;
  readonly blocks?: MessageView['blocks'][number][];
}

function isRefusedContent(error: unknown): boolean {
  const refusal = slackRefusal(error);
  return (
    refusal === 'invalid_blocks' || refusal === 'msg_blocks_too_long' || refusal === 'invalid_blocks_format'
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
