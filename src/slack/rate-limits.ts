import { WebAPIRateLimitedError } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import PQueue from 'p-queue';
import type { Clock } from '../ports/clock.ts';
import type { MessageView } from './block-kit/blocks.ts';

// See https://docs.slack.dev/apis/web-api/rate-limits

/** Makes a call, and repeats it if Slack limits the rate. */
export type Make = <T>(call: () => Promise<T>) => Promise<T>;

const maxWaits = 5;
/** `chat.update` is in tier 3: this many a minute for the app in the whole workspace. */
const updatesPerMinute = 50;
/** The rest is reserved for messages that reach their final state. */
export const progressPerMinute = 30;
/** `views.publish` is in tier 4, of 100 a minute and more. */
const publishedPerMinute = 90;
/** The rest is reserved for Home tabs that show all that they are going to show. */
const hastyPerMinute = 45;
/** An unanswered call holds up the others for no longer than this many of them are unanswered. */
const unansweredAtOnce = 5;

/** There is no room for a progress update. Nothing was sent; a later state will do. */
export class NoRoomForProgress extends Error {}

/** A rate-limited call had no effect, so it is safe to repeat. */
export function patiently(clock: Clock): Make {
  return (call) => repeatedly(call, ({ retryAfter }) => clock.sleep(secondsToMilliseconds(retryAfter)));
}

/**
 * Slack accepts about one message a second in each channel. Posts to a channel are made one at a time, those with
 * `isLast` after all others, including any that Slack has limited.
 */
export function postTurns(clock: Clock): (channel: string, view: MessageView) => Make {
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
    (call) => {
      const queue = queueOf(channel);
      const priority = isLast ? 0 : 1;
      return repeatedly(() => queue.add(pausing(queue, clock, call), { priority }));
    };
}

/**
 * One budget for the updates of all messages. Progress never waits: an update that would have to, or that would use up
 * the room for final states, is refused with {@link NoRoomForProgress}.
 */
export function updateTurns(clock: Clock): (view: MessageView) => Make {
  const turns = turnsInMinute(clock, updatesPerMinute);

  return ({ isProgress = false }) =>
    (call) =>
      repeatedly(async () => {
        if (isProgress && !turns.haveRoom(progressPerMinute)) throw new NoRoomForProgress();
        return turns.take(call);
      });
}

/** One budget for the Home tabs of all people. */
export interface HomeTurns {
  /** Whether there is room to show a tab that is soon shown again with more. */
  hasRoomForHaste(): boolean;
  readonly make: Make;
}

export function homeTurns(clock: Clock): HomeTurns {
  const turns = turnsInMinute(clock, publishedPerMinute);

  return {
    hasRoomForHaste: () => turns.haveRoom(hastyPerMinute),
    make: (call) => repeatedly(() => turns.take(call)),
  };
}

/**
 * Repeats an attempt whose call Slack limited.
 *
 * @param wait What comes before the next attempt, unless that waits for its own turn.
 */
async function repeatedly<T>(
  attempt: () => Promise<T>,
  wait: (limited: WebAPIRateLimitedError) => Promise<void> = async () => {},
): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || waits === maxWaits) throw error;
      await wait(error);
    }
  }
}

/** Makes so many calls a minute, of which a few at a time may be unanswered. */
function turnsInMinute(clock: Clock, perMinute: number) {
  const queue = new PQueue({ concurrency: unansweredAtOnce });
  const places = placesInMinute(clock, perMinute);
  return {
    /** Whether a call would be made at once, as one of the first `most` in a minute. */
    haveRoom: (most: number) => !queue.isPaused && queue.size === 0 && places.taken() < most,
    take: <T>(call: () => Promise<T>): Promise<T> =>
      queue.add(async () => {
        await places.take();
        return await pausing(queue, clock, call)();
      }),
  };
}

/** Lets so many calls begin within any minute: the place of each becomes free after a minute. */
function placesInMinute(clock: Clock, perMinute: number) {
  const places = new PQueue({ concurrency: perMinute });
  return {
    taken: () => places.pending,
    take(): Promise<void> {
      return new Promise((resolve) => {
        void places.add(async () => {
          resolve();
          await clock.sleep(minutesToMilliseconds(1));
        });
      });
    },
  };
}

/** If Slack limits one call of a queue, the whole queue waits for as long as Slack says. */
function pausing<T>(queue: PQueue, clock: Clock, call: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) {
        queue.pause();
        void clock.sleep(secondsToMilliseconds(error.retryAfter)).then(() => queue.start());
      }
      throw error;
    }
  };
}
