import type { Logger } from '@slack/web-api';
import { failureFrom } from '../core/failure.ts';
import { isDirectMessage, parseChannelId, parsePersonId } from '../core/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Intention, MessageMemory, MessagePlace, Posted } from '../ports/message-memory.ts';
import type { Processes } from '../ports/processes.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster, MessageRef } from './message-poster.ts';
import type { MessageView } from './views/blocks.ts';
import { directView } from './views/direct-view.ts';

/** A message that tells of one thing. */
export interface Message {
  /** Names the thing. */
  readonly key: string;
  /** Channels, or people for direct messages: the first that takes the post has it. */
  readonly places: readonly string[];
  /** The thing in whose thread it is told, when that has a message. */
  readonly under: string | undefined;
}

/** Messages that stand once, whichever process posted them and however it ended. */
export interface StandingMessages {
  /**
   * Makes a message say what it should: updates it where it stands, and posts it where it stands nowhere.
   *
   * @param latest Asked for what it should say when it is posted or updated: that may have to wait for its turn.
   * @param known Where it was seen to stand; without it, the memory is asked.
   * @throws What Slack answered, or why it did not; {Failure} `store_unavailable`; {NoRoomForProgress}
   */
  stand(message: Message, latest: () => MessageView, known: Posted | undefined): Promise<Posted>;
}

/** Longer than the call of a post takes, which is made right after it is intended: whoever is not seen to have posted by then has died in the middle of it. */
const postingMs = 15_000;
/** What a process sent right before it ended, Slack may still be putting into the channel. */
const lastPostMs = 2_000;
const pauseMs = 1_000;
/** Each time another was faster; more would be no race but a fault. */
const mostAttempts = 5;

export function standingMessages(
  poster: MessagePoster,
  memory: MessageMemory,
  clock: Clock,
  logger: Logger,
  processes: Processes,
): StandingMessages {
  const { me } = processes;

  async function stand(
    message: Message,
    latest: () => MessageView,
    known: Posted | undefined,
  ): Promise<Posted> {
    const thread = message.under === undefined ? undefined : await threadOf(message.under);
    let place: MessagePlace | undefined = known;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      place ??= await placeOf(message.key, thread);
      if (place?.kind === 'posted' && (await isUpdated(message, place, latest))) return place;

      const posted = await post(message, latest(), thread, place);
      if (posted !== undefined) return posted;
      place = undefined;
    }
    throw new Error('others were faster again and again');
  }

  /** @returns False when the message is gone, so that it has to be posted anew. */
  async function isUpdated(message: Message, place: Posted, latest: () => MessageView): Promise<boolean> {
    try {
      await poster.update(place, () => viewIn(place.channel, message, latest()), message.key);
      return true;
    } catch (error) {
      if (!isLost(error)) throw error;
      return false;
    }
  }

  /** Where the message stands in whose thread another is told. */
  async function threadOf(key: string): Promise<Posted | undefined> {
    const place = await placeOf(key);
    return place?.kind === 'posted' ? place : undefined;
  }

  /** Where the message stands; one whose posting was not seen to the end is looked for, not posted twice. */
  async function placeOf(key: string, thread?: MessageRef): Promise<MessagePlace | undefined> {
    for (let waitedMs = 0; ; waitedMs += pauseMs) {
      const place = await memory.recall(key);
      if (place?.kind !== 'intended') return place;
      if (waitedMs >= postingMs || !isUnderWay(place)) return (await find(key, place, thread)) ?? place;
      await clock.sleep(pauseMs);
    }
  }

  /** Whether another process may be posting the message at this moment. */
  function isUnderWay({ by, at }: Intention): boolean {
    if (by === me) return false;
    return clock.now().getTime() - at.getTime() < (processes.isDead(by) ? lastPostMs : postingMs);
  }

  async function find(key: string, { channel }: Intention, thread?: MessageRef): Promise<Posted | undefined> {
    const ts = await poster.find(channel, key, thread?.channel === channel ? thread.ts : undefined);
    return ts === undefined ? undefined : remembered(key, { channel, ts });
  }

  /**
   * A place that refuses is passed over, as is a thread that is gone: what has to be said is said beside it. A place that
   * does not answer may have taken the post, so it is not.
   *
   * @param over What is remembered of the message so far.
   * @returns Undefined when another process was faster: then nothing was posted.
   */
  async function post(
    message: Message,
    view: MessageView,
    thread: MessageRef | undefined,
    over: MessagePlace | undefined,
  ): Promise<Posted | undefined> {
    const { key, places } = message;
    const wanted = [thread, ...places.map((channel) => ({ channel, ts: undefined }))];
    const spots = wanted.filter((spot) => spot !== undefined);
    let before = over;
    for (const { channel, ts } of spots) {
      const intend = async () => {
        before = await intended(key, channel, before);
      };
      try {
        return await remembered(
          key,
          await poster.post(channel, viewIn(channel, message, view), key, ts, intend),
        );
      } catch (error) {
        if (error instanceof OtherWasFaster) return undefined;
        const refusal = slackRefusal(error);
        if (refusal === undefined) throw error;
        logger.warn(
          `message "${key}" was refused in ${ts === undefined ? channel : 'its thread'} (${refusal})`,
        );
      }
    }
    throw new Error('no place took the message');
  }

  /** Two processes may have the same to post: whoever is first to intend it does. @throws {OtherWasFaster} */
  async function intended(key: string, channel: string, over: MessagePlace | undefined): Promise<Intention> {
    const intention = { kind: 'intended', channel, by: me, at: clock.now() } as const;
    if (!(await memory.intend(key, intention, over))) throw new OtherWasFaster();
    return intention;
  }

  /** The message stands, whether or not that can be written down: what is not remembered is found again later. */
  async function remembered(key: string, { channel, ts }: MessageRef): Promise<Posted> {
    try {
      await memory.remember(key, { channel, ts });
    } catch (error) {
      logger.warn(`where message "${key}" stands could not be written down`, failureFrom(error));
    }
    return { kind: 'posted', channel, ts };
  }

  return { stand };
}

/** Keeps a post from being made that another process has made, or is making. */
class OtherWasFaster extends Error {}

/** Where a channel does not take a message, it stands in a direct message, and has to say which channel it is about. */
function viewIn(where: string, { places: [first = ''] }: Message, view: MessageView): MessageView {
  const channel = parseChannelId(first);
  const at = parseChannelId(where);
  const isDirect = parsePersonId(where) !== undefined || (at !== undefined && isDirectMessage(at));
  return isDirect && channel !== undefined && !isDirectMessage(channel) ? directView(view, channel) : view;
}

/** Someone deleted the message, or Slack no longer lets it be changed: it is posted anew. */
function isLost(error: unknown): boolean {
  return ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(
    slackRefusal(error) ?? '',
  );
}
