import { WebAPIRateLimitedError } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import PQueue from 'p-queue';
import type { Clock } from '../ports/clock.ts';
import type { MessageView } from './block-kit/blocks.ts';

// https://docs.slack.dev/apis/web-api/rate-limits

/** Makes a call, again and again where Slack limits it. */
export type Make = <T>(call: () => Promise<T>) => Promise<T>;

const mostWaits = 5;
/** `chat.update` is of tier 3: so many a minute for the app in the whole workspace. */
const updatesPerMinute = 50;
/** The rest is for messages that come to their end. */
export const progressPerMinute = 30;
/** One that is not answered keeps the others from going out for no longer than this many of them. */
const updatesAtOnce = 5;

/** There is no room for an update that only tells of progress: nothing was sent, and a later state will do as well. */
export class NoRoomForProgress extends Error {}

/** A call that was turned away for its rate did not happen, so it is safe to make again. */
export function patiently(clock: Clock): Make {
  return async (call) => {
    for (let waits = 0; ; waits += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof WebAPIRateLimitedError) || waits === mostWaits) throw error;
        await clock.sleep(error.retryAfter * 1_000);
      }
    }
  };
}

/**
 * Slack takes about one message a second in each channel: posts to a channel are made one after the other, those that come
 * last after all others, also among those that Slack has limited.
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
          if (!(error instanceof WebAPIRateLimitedError) || waits === mostWaits) throw error;
        }
      }
    };
}

/**
 * One budget for the updates of all messages. Progress never waits in line: where it would have to, or would use up what
 * is left for messages that come to their end, it is refused with {@link NoRoomForProgress}.
 */
export function updateTurns(clock: Clock): (view: MessageView) => Make {
  const queue = new PQueue({ concurrency: updatesAtOnce });
  const places = new PQueue({ concurrency: updatesPerMinute });

  /** A place is free again after a minute, so that there are never more calls in any minute. */
  function takePlace(): Promise<void> {
    return new Promise((resolve) => {
      void places.add(async () => {
        resolve();
        await clock.sleep(minutesToMilliseconds(1));
      });
    });
  }

  function hasRoomForProgress(): boolean {
    return !queue.isPaused && queue.size === 0 && places.pending < progressPerMinute;
  }

  return ({ isProgress = false }) =>
    async (call) => {
      for (let waits = 0; ; waits += 1) {
        if (isProgress && !hasRoomForProgress()) throw new NoRoomForProgress();
        try {
          return await queue.add(async () => {
            await takePlace();
            return await pausing(queue, clock, call)();
          });
        } catch (error) {
          if (!(error instanceof WebAPIRateLimitedError) || waits === mostWaits) throw error;
        }
      }
    };
}

/** Where Slack limits a call of a queue, all of the queue waits for as long as Slack says. */
function pausing<T>(queue: PQueue, clock: Clock, call: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) {
        queue.pause();
        void clock.sleep(error.retryAfter * 1_000).then(() => queue.start());
      }
      throw error;
    }
  };
}
