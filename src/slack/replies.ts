import type { Logger } from '@slack/web-api';
import type { Thread } from './identifiers/thread-text.ts';
import type { MessagePoster } from './message-poster.ts';
import type { Modals } from './modals.ts';
import { answerThrough } from './response-url.ts';
import type { MessageView } from './views/blocks.ts';
import { closedModal } from './views/waiting-modal.ts';

/** Where one request of a person can be answered. */
export interface ReplyTo {
  readonly person: string;
  readonly channel: string | undefined;
  /** Where in the channel it was made, if in a thread. */
  readonly thread?: Thread | undefined;
  /** Good for five uses within thirty minutes, also where the bot is no member. */
  readonly responseUrl: string | undefined;
  /** Of a request that may have had a modal opened for it already: then the answer belongs in there. */
  readonly triggerId?: string | undefined;
}

export type ReplyHow = 'new' | 'replace';

/** Answers people, visibly only to them. It never throws: a reply that reaches nobody is logged. */
export interface Replies {
  send(to: ReplyTo, view: MessageView, how?: ReplyHow): Promise<void>;
}

/**
 * Tries the modal that waits for it, then the response_url, then an ephemeral message, then a direct message. In a thread
 * it begins with an ephemeral message: of a response_url, Slack documents `thread_ts` only for what everyone sees
 * (https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread).
 */
export function replies(poster: MessagePoster, modals: Modals, logger: Logger): Replies {
  return {
    async send(to, view, how = 'new') {
      for (const way of waysTo(to, poster, modals, view, how)) {
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
  { person, channel, thread, responseUrl, triggerId = '' }: ReplyTo,
  poster: MessagePoster,
  modals: Modals,
  view: MessageView,
  how: ReplyHow,
) {
  const waiting = modals.openedWith(triggerId);
  const isInThread = channel !== undefined && thread !== undefined && how === 'new';

  async function whisperInThread(place: string, { ts, isBroadcast }: Thread): Promise<void> {
    await poster.whisper(place, person, view, ts);
    if (isBroadcast) await poster.whisper(place, person, view);
  }

  return [
    ...(waiting === undefined ? [] : [() => modals.update(waiting, closedModal(view.blocks))]),
    ...(isInThread ? [() => whisperInThread(channel, thread)] : []),
    ...(responseUrl === undefined ? [] : [() => answerThrough(responseUrl, view, how, thread?.ts)]),
    ...(channel === undefined ? [] : [() => poster.whisper(channel, person, view)]),
    () => poster.post(person, view),
  ];
}

/** The URL is a key to the conversation, so only the error's own words are logged. */
function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
