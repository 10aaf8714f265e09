import { randomUUID } from 'node:crypto';
import type { Logger } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { failureFrom } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Processes } from '../ports/connection-locks.ts';
import type { MessageStore, Posted } from '../ports/message-store.ts';
import type { MessageView } from './block-kit/blocks.ts';
import type { MessagePoster } from './message-poster.ts';
import { type Message, postedMessages } from './posted-messages.ts';
import { NoRoomForProgress, progressPerMinute } from './rate-limits.ts';

/** Messages that are posted once and then updated in place, also by a later process. */
export interface LiveMessages {
  /**
   * Shows the latest state of a subject. It never throws: an update that fails is logged.
   *
   * @param key Identifies the subject. Its first state is posted; later states update that message.
   * @param places Channels, or people for direct messages. The first that accepts the post gets it.
   * @param under The key of the message in whose thread this one is posted; of several keys, the first whose message
   * exists. If that message exists, the places do not matter.
   * @returns Whether the message now shows the latest state.
   */
  show(key: string, places: readonly string[], view: MessageView, under?: Keys): Promise<boolean>;

  /**
   * Posts a message once, in the thread of another and nowhere else. It never throws: a failure is logged.
   *
   * @param channel Where the other message has to be; otherwise nothing is posted.
   * @param under The key of the other message; of several keys, the first whose message exists.
   * @returns Whether the message is posted.
   */
  reply(key: string, channel: string, view: MessageView, under: Keys): Promise<boolean>;
}

type Keys = string | readonly string[];

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
const maxRemembered = 1_000;

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
  store: MessageStore,
  clock: Clock,
  logger: Logger,
  processes: Processes = { me: randomUUID(), isDead: () => false },
): LiveMessages {
  const { postOrUpdate } = postedMessages(poster, store, clock, logger, processes);
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
      message.ref = await postOrUpdate(message, latest, message.ref);
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
      if (messages.size <= maxRemembered) return;
      if (catchingUp === undefined) messages.delete(key);
    }
  }

  return {
    show(key, places, view, under = []) {
      const message = messages.get(key) ?? {
        key,
        places,
        under: [under].flat(),
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
    async reply(key, channel, view, under) {
      try {
        await postOrUpdate(
          { key, places: [], under: [under].flat(), threadIn: channel },
          () => view,
          undefined,
        );
        return true;
      } catch (error) {
        logger.warn(`message "${key}" could not be posted in the thread of "${under}"`, failureFrom(error));
        return false;
      }
    },
  };
}
