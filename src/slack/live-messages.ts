import { randomUUID } from 'node:crypto';
import type { Logger } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { failureFrom } from '../domain/failure.ts';
import { isDirectMessage, parseChannelId, parsePersonId } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Processes } from '../ports/connection-locks.ts';
import type { MessagePlace, MessageStore, Posted, Reservation } from '../ports/message-store.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { directView } from './block-kit/direct-message.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster, MessageRef } from './message-poster.ts';
import { NoRoomForProgress, progressPerMinute } from './rate-limits.ts';

/** A message about one subject. */
interface Message {
  /** Identifies the subject. */
  readonly key: string;
  /** Channels, or people for direct messages. The first that accepts the post gets it. */
  readonly places: readonly string[];
  /** The key of the message in whose thread this one is posted, if that message exists. */
  readonly under: string | undefined;
}

/** Messages that exist once, whichever process posted them and however it ended. */
export interface PostedMessages {
  /**
   * Brings a message up to date: updates it if it exists, and posts it otherwise.
   *
   * @param latest Returns the view at the time of the post or update, which may have to wait for its turn.
   * @param known Where the message was last seen. Without it, the store is asked.
   * @throws Slack's error, or the error that kept it from answering; {Failure} `store_unavailable`; {NoRoomForProgress}
   */
  stand(message: Message, latest: () => MessageView, known: Posted | undefined): Promise<Posted>;
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
const mostAttempts = 5;

function postedMessages(
  poster: MessagePoster,
  memory: MessageStore,
  clock: Clock,
  logger: Logger,
  processes: Processes,
): PostedMessages {
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

  /** @returns False if the message is gone and has to be posted again. */
  async function isUpdated(message: Message, place: Posted, latest: () => MessageView): Promise<boolean> {
    try {
      await poster.update(place, () => viewIn(place.channel, message, latest()), message.key);
      return true;
    } catch (error) {
      if (!isLost(error)) throw error;
      return false;
    }
  }

  /** Finds the message in whose thread another belongs. */
  async function threadOf(key: string): Promise<Posted | undefined> {
    const place = await placeOf(key);
    return place?.kind === 'posted' ? place : undefined;
  }

  /**
   * Finds where a message is. If its posting was not seen to complete, Slack is searched for it, so that it is not
   * posted twice.
   */
  async function placeOf(key: string, thread?: MessageRef): Promise<MessagePlace | undefined> {
    for (let waitedMs = 0; ; waitedMs += reservationPauseMs) {
      const place = await memory.get(key);
      if (place?.kind !== 'intended') return place;
      if (waitedMs >= postingMs || !isUnderWay(place)) return (await find(key, place, thread)) ?? place;
      await clock.sleep(reservationPauseMs);
    }
  }

  /** Whether another process may be posting the message right now. */
  function isUnderWay({ by, at }: Reservation): boolean {
    if (by === me) return false;
    return clock.now().getTime() - at.getTime() < (processes.isDead(by) ? lastPostMs : postingMs);
  }

  async function find(
    key: string,
    { channel }: Reservation,
    thread?: MessageRef,
  ): Promise<Posted | undefined> {
    const ts = await poster.find(channel, key, thread?.channel === channel ? thread.ts : undefined);
    return ts === undefined ? undefined : savePost(key, { channel, ts });
  }

  /**
   * Posts the message in the first place that accepts it. A place that refuses is skipped, as is a deleted thread, and
   * the message goes to the next. A place that does not answer is not skipped, since it may have accepted the post.
   *
   * @param over What the store knows about the message so far.
   * @returns Undefined if another process was faster; then nothing was posted.
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
        before = await reserve(key, channel, before);
      };
      try {
        return await savePost(
          key,
          await poster.post(channel, viewIn(channel, message, view), key, ts, intend),
        );
      } catch (error) {
        if (error instanceof OtherWasFaster) return undefined;
        const denial = slackRefusal(error);
        if (denial === undefined) throw error;
        logger.warn(
          `message "${key}" was refused in ${ts === undefined ? channel : 'its thread'} (${denial})`,
        );
      }
    }
    throw new Error('no place took the message');
  }

  /**
   * Reserves the post. Two processes may have the same message to post; only the first to reserve it posts it.
   *
   * @throws {OtherWasFaster}
   */
  async function reserve(key: string, channel: string, over: MessagePlace | undefined): Promise<Reservation> {
    const intention = { kind: 'intended', channel, by: me, at: clock.now() } as const;
    if (!(await memory.reserve(key, intention, over))) throw new OtherWasFaster();
    return intention;
  }

  /** Saves where the message is. The message exists even if this fails; it is then found again later. */
  async function savePost(key: string, { channel, ts }: MessageRef): Promise<Posted> {
    try {
      await memory.save(key, { channel, ts });
    } catch (error) {
      logger.warn(`where message "${key}" stands could not be written down`, failureFrom(error));
    }
    return { kind: 'posted', channel, ts };
  }

  return { stand };
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

/** The message was deleted, or Slack no longer allows changes to it. It is posted again. */
function isLost(error: unknown): boolean {
  return ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(
    slackRefusal(error) ?? '',
  );
}

/** Messages that are posted once and then updated in place, also by a later process. */
export interface LiveMessages {
  /**
   * Shows the latest state of a subject. It never throws: an update that fails is logged.
   *
   * @param key Identifies the subject. Its first state is posted; later states update that message.
   * @param places Channels, or people for direct messages. The first that accepts the post gets it.
   * @param under The key of the message in whose thread this one is posted. If that message exists, the places do not
   * matter.
   * @returns Whether the message now shows the latest state.
   */
  show(key: string, places: readonly string[], view: MessageView, under?: string): Promise<boolean>;
}

/**
 * The pause between two progress updates of a message, by the message's age. People who still read an old message have
 * seen it change.
 */
const pauses = [
  { untilMs: 10_000, pauseMs: 1_000 },
  { untilMs: 60_000, pauseMs: 3_000 },
  { untilMs: Number.POSITIVE_INFINITY, pauseMs: 5_000 },
] as const;
/** Added to that for each other message that shows progress, so that all of them keep changing. */
const shareMs = minutesToMilliseconds(1) / progressPerMinute;
const mostRemembered = 1_000;

interface LiveMessage extends Message {
  readonly startedMs: number;
  latest: MessageView | undefined;
  ref: Posted | undefined;
  catchingUp: Promise<boolean> | undefined;
  /** When progress may be shown next, in elapsed milliseconds. */
  dueMs: number;
  /** Ends the wait until then. */
  stopWaiting: () => void;
}

export function liveMessages(
  poster: MessagePoster,
  memory: MessageStore,
  clock: Clock,
  logger: Logger,
  processes: Processes = { me: randomUUID(), isDead: () => false },
): LiveMessages {
  const { stand } = postedMessages(poster, memory, clock, logger, processes);
  const messages = new Map<string, LiveMessage>();

  async function catchUp(message: LiveMessage): Promise<boolean> {
    let isShown = true;
    while (message.latest !== undefined) {
      await turnOf(message);
      isShown = await update(message, message.latest);
      message.dueMs = clock.elapsedMs() + pauseMsOf(message);
    }
    message.catchingUp = undefined;
    return isShown;
  }

  /** Waits for a message's turn to show progress. A final state does not wait, even if it arrives during the wait. */
  async function turnOf(message: LiveMessage): Promise<void> {
    const waitMs = message.dueMs - clock.elapsedMs();
    if (message.latest?.isProgress !== true || waitMs <= 0) return;

    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    message.stopWaiting = resolve;
    await Promise.race([clock.sleep(waitMs), stopped]);
  }

  function pauseMsOf({ startedMs }: LiveMessage): number {
    const ageMs = clock.elapsedMs() - startedMs;
    const others = [...messages.values()].filter(({ catchingUp }) => catchingUp !== undefined).length - 1;
    const { pauseMs } = pauses.find(({ untilMs }) => ageMs < untilMs) ?? pauses[2];
    return Math.max(pauseMs, others * shareMs);
  }

  async function update(message: LiveMessage, before: MessageView): Promise<boolean> {
    let view = before;
    message.latest = undefined;
    const latest = () => {
      view = message.latest ?? view;
      message.latest = undefined;
      return view;
    };
    try {
      message.ref = await stand(message, latest, message.ref);
      return true;
    } catch (error) {
      if (error instanceof NoRoomForProgress) message.latest ??= view;
      else logger.error(`message "${message.key}" could not be shown`, failureFrom(error));
      return false;
    }
  }

  /** A message is not forgotten during an update: a second update at the same time could be overtaken by the first. */
  function forgetOldest(): void {
    for (const { key, catchingUp } of messages.values()) {
      if (messages.size <= mostRemembered) return;
      if (catchingUp === undefined) messages.delete(key);
    }
  }

  return {
    show(key, places, view, under) {
      const message = messages.get(key) ?? {
        key,
        places,
        under,
        latest: undefined,
        ref: undefined,
        catchingUp: undefined,
        startedMs: clock.elapsedMs(),
        dueMs: 0,
        stopWaiting: () => {},
      };
      messages.set(key, message);
      message.latest = view;
      if (view.isProgress !== true) message.stopWaiting();
      message.catchingUp ??= catchUp(message);
      forgetOldest();
      return message.catchingUp;
    },
  };
}
