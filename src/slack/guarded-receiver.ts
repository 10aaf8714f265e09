import type { App, Logger, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Clock } from '../ports/clock.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { idOfRequest, refuseReplay, seenRequests } from './replays.ts';
import { effectOf } from './request-effect.ts';
import type { RequestGate } from './request-gate.ts';

/** What the guard observed about one Slack request. */
export interface RequestNote {
  /** Milliseconds from the request's arrival to its acknowledgement. */
  readonly ackMs: number;
  readonly ackedBy: 'listener' | 'watchdog' | 'end';
}

/** Receives what the guard observes. Neither call may throw. */
export interface GuardEvents {
  acknowledged(note: RequestNote): void;
  /**
   * Called for a request that was acknowledged but not processed, because there were too many others or Bouncer is
   * stopping.
   */
  denied(body: unknown): void;
}

export interface GuardedReceiver {
  readonly receiver: Receiver;
  /** Accepts no more requests, and resolves when none is being processed any longer. */
  drain(): Promise<void>;
}

/** Checks that a request must pass before it is processed. Without them, any request passes. */
export interface Guards {
  /**
   * Recognizes requests that an earlier process handled. It is asked about requests that do more than look, after their
   * acknowledgement and before their work: for a listener, `ack` throws if it must not continue. If the cache cannot
   * answer, only actions that the audit log keeps from happening twice are allowed.
   */
  readonly replays?: ReplayCache;
  readonly gate?: RequestGate;
}

/** Slack times out after three seconds, and the acknowledgement itself takes time as well. */
const watchdogMs = 2_500;
/** Kicks wait minutes for their confirmation at almost no cost, but this many of them are a flood. */
const maxAtOnce = 300;
/**
 * The rest is reserved for people who were seen to hold grants, so that a flood from people without grants cannot shut
 * them out.
 */
const maxWithoutGrants = 200;
/**
 * Puts a guard between a receiver and Bolt. Every request is acknowledged exactly once and in time, whatever the
 * listeners do, and is processed once, however often it is delivered. In Socket Mode, Bolt itself never acknowledges a
 * request that no listener matches, or whose listener throws before it acknowledges.
 */
export function guardedReceiver(
  inner: Receiver,
  logger: Logger,
  events: GuardEvents,
  clock: Pick<Clock, 'now'>,
  { replays, gate }: Guards = {},
): GuardedReceiver {
  const working = new Set<Promise<void>>();
  let isDraining = false;
  const seen = seenRequests(() => performance.now());

  async function work(app: App, event: ReceiverEvent): Promise<void> {
    const id = idOfRequest(event.body);
    const effect = effectOf(event.body);
    const mayGoOn = async () => {
      if (replays !== undefined && effect !== 'looks') await refuseReplay(replays, id, effect, clock);
    };
    const guarded = acknowledgedOnce(event, logger, events.acknowledged, mayGoOn);
    try {
      if (!seen.isFirst(id)) {
        logger.warn('a request was delivered again, and is not worked on twice');
        return;
      }
      if (isDraining) return events.denied(event.body);

      const admission = gate?.admit(event.body) ?? { kind: 'admitted', hasGrants: true };
      if (admission.kind === 'refused') await guarded.end(admission.ack);
      else if (working.size >= (admission.hasGrants ? maxAtOnce : maxWithoutGrants))
        events.denied(event.body);
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

/** @param mayGoOn Called once, after the acknowledgement. It throws if the listener must not continue. */
function acknowledgedOnce(
  event: ReceiverEvent,
  logger: Logger,
  onAck: (note: RequestNote) => void,
  mayGoOn: () => Promise<void>,
) {
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

  let goingOn: Promise<void> | undefined;
  const ack: ReceiverEvent['ack'] = async (response) => {
    await ackAs('listener')(response);
    goingOn ??= mayGoOn();
    await goingOn;
  };
  return { event: { ...event, ack }, end: ackAs('end') };
}
