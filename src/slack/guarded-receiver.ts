import type { App, Logger, Receiver, ReceiverEvent } from '@slack/bolt';
import { seenRequests } from './seen-requests.ts';

/** What the guard noticed about one request of Slack. */
export interface RequestNote {
  /** Milliseconds from the request's arrival to its acknowledgement. */
  readonly ackMs: number;
  readonly ackedBy: 'listener' | 'watchdog' | 'end';
}

/** Is told what the guard notices; neither call may throw. */
export interface GuardEvents {
  acknowledged(note: RequestNote): void;
  /** A request that came on top of too many others, or while stopping, was acknowledged and not worked on. */
  turnedAway(body: unknown): void;
}

export interface GuardedReceiver {
  readonly receiver: Receiver;
  /** Takes on nothing more, and resolves when no request is being worked on any longer. */
  drain(): Promise<void>;
}

/** Slack gives up after three seconds; the acknowledgement itself takes time as well. */
const watchdogMs = 2_500;
/** Kicks wait minutes for their confirmation, at next to no cost; this many of them are a flood all the same. */
const mostAtOnce = 300;

/**
 * Puts a guard between a receiver and Bolt: every request is acknowledged exactly once and in time, whatever the
 * listeners do, and is worked on once, however often it is delivered. In Socket Mode Bolt itself never acknowledges
 * what no listener matched, or what threw before it did.
 */
export function guardedReceiver(inner: Receiver, logger: Logger, events: GuardEvents): GuardedReceiver {
  const working = new Set<Promise<void>>();
  let isDraining = false;
  const seen = seenRequests(() => performance.now());

  async function work(app: App, event: ReceiverEvent): Promise<void> {
    const guarded = acknowledgedOnce(event, logger, events.acknowledged);
    try {
      if (!seen.isFirst(event.body)) logger.warn('a request was delivered again, and is not worked on twice');
      else if (isDraining || working.size >= mostAtOnce) events.turnedAway(event.body);
      else await app.processEvent(guarded.event);
    } finally {
      await guarded.end();
    }
  }

  return {
    receiver: {
      init(app) {
        const guardedApp: App = Object.create(app, {
          processEvent: {
            value: (event: ReceiverEvent) => {
              const done = work(app, event);
              working.add(done);
              const forget = () => working.delete(done);
              done.then(forget, forget);
              return done;
            },
          },
        });
        inner.init(guardedApp);
      },
      start: (...args) => inner.start(...args),
      stop: (...args) => inner.stop(...args),
    },
    async drain() {
      isDraining = true;
      while (working.size > 0) await Promise.allSettled(working);
    },
  };
}

function acknowledgedOnce(event: ReceiverEvent, logger: Logger, onAck: (note: RequestNote) => void) {
  const arrivedAt = performance.now();
  let acked: Promise<void> | undefined;

  const ackAs = (ackedBy: RequestNote['ackedBy']) => (response?: Parameters<ReceiverEvent['ack']>[0]) => {
    if (acked !== undefined) return acked;
    clearTimeout(watchdog);
    acked = event.ack(response);
    onAck({ ackMs: performance.now() - arrivedAt, ackedBy });
    return acked;
  };
  const watchdog = setTimeout(() => {
    logger.warn('nothing acknowledged a request in time, so the watchdog does');
    ackAs('watchdog')().catch((error: unknown) => logger.error('the watchdog could not acknowledge', error));
  }, watchdogMs);

  return { event: { ...event, ack: ackAs('listener') }, end: () => ackAs('end')() };
}
