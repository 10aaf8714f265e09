import type { Logger } from '@slack/web-api';
import { isDirectMessage, parseChannelId } from '../domain/ids.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { directView } from './block-kit/direct-message.ts';
import { closedModal } from './block-kit/inputs.ts';
import type { Thread } from './block-kit/modal-place.ts';
import { textFromModalPlace } from './block-kit/place-text.ts';
import type { MessagePoster } from './message-poster.ts';
import type { Modals } from './modals.ts';

/** Where to answer a request. */
export interface ReplyTo {
  readonly person: string;
  /** The channel that the request is about. */
  readonly channel: string | undefined;
  /** The thread in which the request was made, if any. */
  readonly thread?: Thread | undefined;
  /** Whether the answer belongs in the direct message with the person rather than in the channel. */
  readonly isDirect?: boolean;
  /** Valid for five uses within thirty minutes, even where Bouncer is not a member. */
  readonly responseUrl: string | undefined;
  /** Set if a modal may already be open for the request; the answer then belongs in that modal. */
  readonly triggerId?: string | undefined;
  /** The modal in which a button was pressed; the answer belongs in it. */
  readonly viewId?: string | undefined;
}

export type ReplyHow = 'new' | 'replace';

/** Answers people so that only they see it. It never throws: an answer that cannot be delivered is logged. */
export interface Replies {
  send(to: ReplyTo, view: MessageView, how?: ReplyHow): Promise<void>;
  /** Replaces the message with this response_url, if it still can be replaced. */
  replace(responseUrl: string, view: MessageView): Promise<void>;
}

/**
 * Tries the modal that is waiting, then the response_url, then an ephemeral message, then a direct message. If the
 * answer belongs in the direct message, that comes before an ephemeral one. In a thread, the ephemeral message comes
 * first: for a response_url, Slack documents `thread_ts` only for messages that everyone sees
 * (https://docs.slack.dev/interactivity/handling-user-interaction#publishing_in_thread).
 *
 * @param apiUrl Base URL of the Web API, where Slack is emulated; undefined for Slack's own.
 */
export function replies(poster: MessagePoster, modals: Modals, logger: Logger, apiUrl?: string): Replies {
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
    async replace(responseUrl, view) {
      try {
        if (!isOfSlack(responseUrl, apiUrl)) throw new Error('response_url is not one of Slack’s');
        await answerThrough(responseUrl, view, 'replace');
      } catch (error) {
        logger.warn('a message was not updated through its response_url', describe(error));
      }
    },
  };
}

function waysTo(
  { person, channel, thread, isDirect = false, responseUrl, triggerId = '', viewId }: ReplyTo,
  poster: MessagePoster,
  modals: Modals,
  view: MessageView,
  how: ReplyHow,
) {
  const waiting = viewId ?? modals.openedWith(triggerId);
  const isInThread = channel !== undefined && thread !== undefined && how === 'new';
  const about = parseChannelId(channel ?? '');
  const direct = about === undefined || isDirectMessage(about) ? view : directView(view, about);

  async function postEphemeralInThread(place: string, { ts, isBroadcast }: Thread): Promise<void> {
    await poster.postEphemeral(place, person, view, ts);
    if (isBroadcast) await poster.postEphemeral(place, person, view);
  }

  // The buttons of a list in a modal need to know where it was requested.
  const place = about && textFromModalPlace({ channel: about, channelName: about, thread });
  const post = () => poster.post(person, direct);
  const inThread = isInThread ? [() => postEphemeralInThread(channel, thread)] : [];
  const inChannel = channel === undefined ? [] : [() => poster.postEphemeral(channel, person, view)];
  const responses =
    responseUrl === undefined
      ? []
      : [() => answerThrough(responseUrl, isDirect ? direct : view, how, thread?.ts)];
  return [
    ...(waiting === undefined ? [] : [() => modals.update(waiting, closedModal(view.blocks, place))]),
    ...(isDirect
      ? [...responses, post, ...inThread, ...inChannel]
      : [...inThread, ...responses, ...inChannel, post]),
  ];
}

const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** A modal carries the URL for a while. Whatever it carries, nothing is sent to anyone but Slack. */
function isOfSlack(responseUrl: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(responseUrl)) return false;
  const { protocol, hostname, origin } = new URL(responseUrl);
  if (apiUrl !== undefined && URL.canParse(apiUrl)) return origin === new URL(apiUrl).origin;
  return protocol === 'https:' && slackHosts.includes(hostname);
}

/** The URL gives access to the conversation, so only the error's own message is logged. */
function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Slack responds in well under a second. A hanging response must not keep a person waiting for the next way to answer.
 */
const timeoutMs = 5_000;

/**
 * Answers the person who made a request, even where Bouncer is not a member.
 *
 * @param url The request's response_url. It gives access to the conversation, so no error contains it.
 * @param thread The ts of the parent message, if the request was made in a thread. Without it, the answer appears in
 * the channel.
 * @throws {Error} if Slack does not accept the answer.
 */
export async function answerThrough(
  url: string,
  { text, blocks }: MessageView,
  how: 'new' | 'replace' = 'new',
  thread?: string,
  patienceMs = timeoutMs,
): Promise<void> {
  if (!URL.canParse(url)) throw new Error('response_url is no URL');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: how === 'replace',
      text,
      blocks,
      ...(thread !== undefined && { thread_ts: thread }),
    }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const body = await response.text();
  if (!response.ok || /"ok":\s*false/.test(body)) throw new Error(`response_url answered ${response.status}`);
}
