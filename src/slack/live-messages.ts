import { randomUUID } from 'node:crypto';
import type { Logger } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { failureFrom } from '../domain/failure.ts';
import { isDirectMessage, parseChannelId, parsePersonId } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessagePlace, MessageStore, Posted, Reservation } from '../ports/message-store.ts';
import type { Processes } from '../ports/processes.ts';
import type { MessageView } from './block-kit/blocks.ts';
import { directView } from './block-kit/direct-message.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster, MessageRef } from './message-poster.ts';
import { NoRoomForProgress, progressPerMinute } from './rate-limits.ts';

/** A message that tells of one thing. */
interface Message {
  /** Names the thing. */
  readonly key: string;
  /** Channels, or people for direct messages: the first that takes the post has it. */
  readonly places: readonly string[];
  /** The thing in whose thread it is told, when that has a message. */
  readonly under: string | undefined;
}

/** Messages that stand once, whichever process posted them and however it ended. */
export interface PostedMessages {
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
const reservationPauseMs = 1_000;
/** Each time another was faster; more would be no race but a fault. */
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
    for (let waitedMs = 0; ; waitedMs += reservationPauseMs) {
      const place = await memory.get(key);
      if (place?.kind !== 'intended') return place;
      if (waitedMs >= postingMs || !isUnderWay(place)) return (await find(key, place, thread)) ?? place;
      await clock.sleep(reservationPauseMs);
    }
  }

  /** Whether another process may be posting the message at this moment. */
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
  async function intended(
    key: string,
    channel: string,
    over: MessagePlace | undefined,
  ): Promise<Reservation> {
    const intention = { kind: 'intended', channel, by: me, at: clock.now() } as const;
    if (!(await memory.reserve(key, intention, over))) throw new OtherWasFaster();
    return intention;
  }

  /** The message stands, whether or not that can be written down: what is not remembered is found again later. */
  async function remembered(key: string, { channel, ts }: MessageRef): Promise<Posted> {
    try {
      await memory.save(key, { channel, ts });
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

/** Messages that are posted once and then kept up to date in place, also by a later process. */
export interface LiveMessages {
  /**
   * Shows the latest state of one thing. It never throws: what could not be shown is logged.
   *
   * @param key Names the thing; its first state is posted, later ones update that message.
   * @param places Channels, or people for direct messages: the first that takes the post has it.
   * @param under The thing in whose thread it is told, when that has a message: then the places do not matter.
   * @returns Whether the latest state now stands.
   */
  show(key: string, places: readonly string[], view: MessageView, under?: string): Promise<boolean>;
}

/** How long a message that tells of progress stands as it is, by its age: whoever still reads it has seen it move. */
const pauses = [
  { untilMs: 10_000, pauseMs: 1_000 },
  { untilMs: 60_000, pauseMs: 3_000 },
  { untilMs: Number.POSITIVE_INFINITY, pauseMs: 5_000 },
] as const;
/** What each other message that tells of progress adds to that, so that all of them keep moving. */
const shareMs = minutesToMilliseconds(1) / progressPerMinute;
const mostRemembered = 1_000;

interface Life extends Message {
  readonly bornMs: number;
  latest: MessageView | undefined;
  ref: Posted | undefined;
  catchingUp: Promise<boolean> | undefined;
  /** When progress may be shown next, by the elapsed time. */
  dueMs: number;
  /** Ends the wait for that. */
  hurry: () => void;
}

export function liveMessages(
  poster: MessagePoster,
  memory: MessageStore,
  clock: Clock,
  logger: Logger,
  processes: Processes = { me: randomUUID(), isDead: () => false },
): LiveMessages {
  const { stand } = postedMessages(poster, memory, clock, logger, processes);
  const lives = new Map<string, Life>();

  async function catchUp(life: Life): Promise<boolean> {
    let stands = true;
    while (life.latest !== undefined) {
      await turnOf(life);
      stands = await tell(life, life.latest);
      life.dueMs = clock.elapsedMs() + pauseMsOf(life);
    }
    life.catchingUp = undefined;
    return stands;
  }

  /** Progress waits for its time; what a message comes to in the end does not, also where it comes meanwhile. */
  async function turnOf(life: Life): Promise<void> {
    const waitMs = life.dueMs - clock.elapsedMs();
    if (life.latest?.isProgress !== true || waitMs <= 0) return;

    const { promise: hurried, resolve } = Promise.withResolvers<void>();
    life.hurry = resolve;
    await Promise.race([clock.sleep(waitMs), hurried]);
  }

  function pauseMsOf({ bornMs }: Life): number {
    const ageMs = clock.elapsedMs() - bornMs;
    const others = [...lives.values()].filter(({ catchingUp }) => catchingUp !== undefined).length - 1;
    const { pauseMs } = pauses.find(({ untilMs }) => ageMs < untilMs) ?? pauses[2];
    return Math.max(pauseMs, others * shareMs);
  }

  async function tell(life: Life, before: MessageView): Promise<boolean> {
    let view = before;
    life.latest = undefined;
    const latest = () => {
      view = life.latest ?? view;
      life.latest = undefined;
      return view;
    };
    try {
      life.ref = await stand(life, latest, life.ref);
      return true;
    } catch (error) {
      if (error instanceof NoRoomForProgress) life.latest ??= view;
      else logger.error(`message "${life.key}" could not be shown`, failureFrom(error));
      return false;
    }
  }

  /** A message that is being updated stays known: a second update beside that one could be overtaken by it. */
  function forgetOldest(): void {
    for (const { key, catchingUp } of lives.values()) {
      if (lives.size <= mostRemembered) return;
      if (catchingUp === undefined) lives.delete(key);
    }
  }

  return {
    show(key, places, view, under) {
      const life = lives.get(key) ?? {
        key,
        places,
        under,
        latest: undefined,
        ref: undefined,
        catchingUp: undefined,
        bornMs: clock.elapsedMs(),
        dueMs: 0,
        hurry: () => {},
      };
      lives.set(key, life);
      life.latest = view;
      if (view.isProgress !== true) life.hurry();
      life.catchingUp ??= catchUp(life);
      forgetOldest();
      return life.catchingUp;
    },
  };
}
