import type { Logger } from '@slack/web-api';
import type { MessagePoster } from './message-poster.ts';
import type { MessageView } from './views/blocks.ts';

/** Where one request of a person can be answered. */
export interface ReplyTo {
  readonly person: string;
  readonly channel: string | undefined;
  /** Good for five uses within thirty minutes, also where the bot is no member. */
  readonly responseUrl: string | undefined;
}

export type ReplyHow = 'new' | 'replace';

/** Answers people, visibly only to them. It never throws: a reply that reaches nobody is logged. */
export interface Replies {
  send(to: ReplyTo, view: MessageView, how?: ReplyHow): Promise<void>;
}

/** Slack answers in well under a second; a hanging answer must not keep a person waiting for the next way. */
const timeoutMs = 5_000;

/** Tries the response_url, then an ephemeral message, then a direct message. */
export function replies(poster: MessagePoster, logger: Logger): Replies {
  return {
    async send(to, view, how = 'new') {
      for (const way of waysTo(to, poster, view, how)) {
        try {
          await way();
          return;
        } catch (error) {
          logger.warn('a way to answer a person failed, the next one is tried', describe(error));
        }
      }
      logger.error('an answer reached nobody', to.person);
    },
  };
}

function waysTo(
  { person, channel, responseUrl }: ReplyTo,
  poster: MessagePoster,
  view: MessageView,
  how: ReplyHow,
) {
  return [
    ...(responseUrl === undefined ? [] : [() => answerThrough(responseUrl, view, how)]),
    ...(channel === undefined ? [] : [() => poster.whisper(channel, person, view)]),
    () => poster.post(person, view),
  ];
}

async function answerThrough(url: string, { text, blocks }: MessageView, how: ReplyHow): Promise<void> {
  if (!URL.canParse(url)) throw new Error('response_url is no URL');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: how === 'replace', text, blocks }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body = await response.text();
  if (!response.ok || /"ok":\s*false/.test(body)) throw new Error(`response_url answered ${response.status}`);
}

/** The URL is a key to the conversation, so only the error's own words are logged. */
function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
