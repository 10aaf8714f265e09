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
/** An unanswered update holds up the others for no longer than this many of them are unanswered. */
const updatesAtOnce = 5;

/** There is no room for a progress update. Nothing was sent; a later state will do. */
export class NoRoomForProgress extends Error {}

/** A rate-limited call had no effect, so it is safe to repeat. */
export function patiently(clock: Clock): Make {
  return async (call) => {
    for (let waits = 0; ; waits += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof WebAPIRateLimitedError) || waits === maxWaits) throw error;
        await clock.sleep(secondsToMilliseconds(error.retryAfter));
      }
    }
  };
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
    async (call) => {
      const queue = queueOf(channel);
      for (let waits = 0; ; waits += 1) {
        try {
          return await queue.add(pausing(queue, clock, call), { priority: isLast ? 0 : 1 });
        } catch (error) {
          if (!(error instanceof WebAPIRateLimitedError) || waits === maxWaits) throw error;
        }
      }
    };
}

/**
 * One budget for the updates of all messages. Progress never waits: an update that would have to, or that would use up
 * the room for final states, is refused with {@link NoRoomForProgress}.
 */
export function updateTurns(clock: Clock): (view: MessageView) => Make {
  const queue = new PQueue({ concurrency: updatesAtOnce });
  const places = placesInMinute(clock, updatesPerMinute);

  function hasRoomForProgress(): boolean {
    return !queue.isPaused && queue.size === 0 && places.taken() < progressPerMinute;
  }

  return ({ isProgress = false }) =>
    async (call) => {
      for (let waits = 0; ; waits += 1) {
        if (isProgress && !hasRoomForProgress()) throw new NoRoomForProgress();
        try {
          return await queue.add(async () => {
            await places.take();
            return await pausing(queue, clock, call)();
          });
        } catch (error) {
          if (!(error instanceof WebAPIRateLimitedError) || waits === maxWaits) throw error;
        }
      }
    };
}

/** One budget for the Home tabs of all people. */
export interface HomeTurns {
  /** Whether there is room to show a tab that is soon shown again with more. */
  hasRoomForHaste(): boolean;
  readonly make: Make;
}

export function homeTurns(clock: Clock): HomeTurns {
  const queue = new PQueue({ concurrency: updatesAtOnce });
  const places = placesInMinute(clock, publishedPerMinute);

  return {
    hasRoomForHaste: () => !queue.isPaused && queue.size === 0 && places.taken() < hastyPerMinute,
    async make(call) {
      for (let waits = 0; ; waits += 1) {
        try {
          return await queue.add(async () => {
            await places.take();
            return await pausing(queue, clock, call)();
          });
        } catch (error) {
          if (!(error instanceof WebAPIRateLimitedError) || waits === maxWaits) throw error;
        }
      }
    },
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
