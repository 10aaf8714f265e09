import type { Logger } from '@slack/web-api';
import { failureFrom } from '../domain/failure.ts';
import { isDirectMessage, parseChannelId, parsePersonId } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Processes } from '../ports/connection-locks.ts';
import type { MessagePlace, MessageStore, Posted, Reservation } from '../ports/message-store.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { directView } from './block-kit/direct-message.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster, MessageRef } from './message-poster.ts';

/** A message about one subject. */
export interface Message {
  /** Identifies the subject. */
  readonly key: string;
  /** Channels, or people for direct messages. The first that accepts the post gets it. */
  readonly places: readonly string[];
  /** The keys of the messages in whose thread this one may be posted; the first that exists counts. */
  readonly under: readonly string[];
  /** The only channel in which that thread may be; undefined for any. */
  readonly threadIn?: string;
}

/** Messages that exist once, whichever process posted them and however it ended. */
export interface PostedMessages {
  /**
   * Updates the message if it exists, and posts it otherwise.
   *
   * @param latest Returns the view at the time of the post or update, which may have to wait for its turn.
   * @param known Where the message was last seen. Without it, the store is asked.
   * @throws Slack's error, or the error that kept it from answering; {Failure} `store_unavailable`; {NoRoomForProgress}
   */
  postOrUpdate(message: Message, latest: () => MessageView, known: Posted | undefined): Promise<Posted>;
}

/**
 * Longer than the call that posts a message, which follows its reservation at once. A process that has not posted by
 * then crashed in between.
 */
const postingMs = 15_000;
/** Slack may still be delivering what a process sent right before it ended. */
const lastPostMs = 2_000;
const reservationPauseMs = 1_000;
/** In each attempt, another process was faster. More attempts would point to a fault, not a race. */
const maxAttempts = 5;
/** The message was deleted, or Slack no longer allows changes to it. It is posted again. */
const lostRefusals = ['message_not_found', 'cant_update_message', 'edit_window_closed'];

export function postedMessages(
  poster: MessagePoster,
  store: MessageStore,
  clock: Clock,
  logger: Logger,
  processes: Processes,
): PostedMessages {
  const { me } = processes;

  /** @returns False if the message is gone and has to be posted again. */
  async function isUpdated(message: Message, place: Posted, latest: () => MessageView): Promise<boolean> {
    try {
      await poster.update(place, () => viewIn(place.channel, message, latest()), message.key);
      return true;
    } catch (error) {
      if (!lostRefusals.includes(slackRefusal(error) ?? '')) throw error;
      return false;
    }
  }

  /**
   * Finds where a message is. If its posting was not seen to complete, Slack is searched for it, so that it is not
   * posted twice.
   */
  async function placeOf(key: string, thread?: MessageRef): Promise<MessagePlace | undefined> {
    for (let waitedMs = 0; ; waitedMs += reservationPauseMs) {
      const place = await store.get(key);
      if (place?.kind !== 'intended') return place;
      if (waitedMs >= postingMs || !isUnderWay(place)) {
        const { channel } = place;
        const ts = await poster.find(channel, key, thread?.channel === channel ? thread.ts : undefined);
        return ts === undefined ? place : savePost(key, { channel, ts });
      }
      await clock.sleep(reservationPauseMs);
    }
  }

  async function threadOf({ under, threadIn }: Message): Promise<Posted | undefined> {
    for (const key of under) {
      const parent = await placeOf(key);
      if (parent?.kind === 'posted' && parent.channel === (threadIn ?? parent.channel)) return parent;
    }
    return undefined;
  }

  /** Whether another process may be posting the message right now. */
  function isUnderWay({ by, at }: Reservation): boolean {
    if (by === me) return false;
    return clock.now().getTime() - at.getTime() < (processes.isDead(by) ? lastPostMs : postingMs);
  }

  /**
   * Posts the message in the first place that accepts it. A place that refuses is skipped, as is a deleted thread, and
   * the message goes to the next. A place that does not answer is not skipped, since it may have accepted the post.
   *
   * @param known What the store knows about the message so far.
   * @returns Undefined if another process was faster; then nothing was posted.
   */
  async function post(
    message: Message,
    view: MessageView,
    thread: MessageRef | undefined,
    known: MessagePlace | undefined,
  ): Promise<Posted | undefined> {
    const { key } = message;
    let stored = known;
    // Two processes may have the same message to post; only the first to reserve it posts it.
    const reserve = async (channel: string) => {
      const reservation = { kind: 'intended', channel, by: me, at: clock.now() } as const;
      if (!(await store.reserve(key, reservation, stored))) throw new OtherWasFaster();
      stored = reservation;
    };

    const channels = message.places.map((channel) => ({ channel, ts: undefined }));
    for (const { channel, ts } of thread === undefined ? channels : [thread, ...channels]) {
      try {
        const here = viewIn(channel, message, view);
        return await savePost(key, await poster.post(channel, here, key, ts, () => reserve(channel)));
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

  /** Saves where the message is. The message exists even if this fails; it is then found again later. */
  async function savePost(key: string, { channel, ts }: MessageRef): Promise<Posted> {
    try {
      await store.save(key, { channel, ts });
    } catch (error) {
      logger.warn(`the place of message "${key}" could not be saved`, failureFrom(error));
    }
    return { kind: 'posted', channel, ts };
  }

  return {
    async postOrUpdate(message, latest, known) {
      const thread = await threadOf(message);
      let place: MessagePlace | undefined = known;
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        place ??= await placeOf(message.key, thread);
        if (place?.kind === 'posted' && (latest().isOnce || (await isUpdated(message, place, latest))))
          return place;

        const posted = await post(message, latest(), thread, place);
        if (posted !== undefined) return posted;
        place = undefined;
      }
      throw new Error('others were faster again and again');
    },
  };
}

/** Prevents a post that another process has made or is making. */
class OtherWasFaster extends Error {}

/** A message that its channel does not accept goes to a direct message, and then has to name that channel. */
function viewIn(where: string, { places: [first = ''] }: Message, view: MessageView): MessageView {
  const channel = parseChannelId(first);
  const at = parseChannelId(where);
  const isDirect = parsePersonId(where) !== undefined || (at !== undefined && isDirectMessage(at));
  return isDirect && channel !== undefined && !isDirectMessage(channel) ? directView(view, channel) : view;
}
