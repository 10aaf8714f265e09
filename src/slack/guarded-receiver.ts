import { createHash } from 'node:crypto';
import type { App, Logger, Receiver, ReceiverEvent } from '@slack/bolt';
import { Failure } from '../domain/failure.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { type Effect, effectOf } from './effect-of.ts';
import type { RequestGate } from './request-gate.ts';

/** Slack signs a request for five minutes and delivers again within that time at most. */
const rememberedMs = 10 * 60_000;
const mostRemembered = 20_000;

/**
 * Remembers which requests came in, so that one that is delivered again, or replayed by somebody who got hold of
 * it, is worked on once.
 *
 * @param nowMs Milliseconds of a clock that only goes forward.
 */
export function seenRequests(nowMs: () => number): { isFirst(id: string): boolean } {
  const seen = new Map<string, number>();

  function forgetOld(now: number): void {
    for (const [key, at] of seen) {
      if (now - at < rememberedMs && seen.size <= mostRemembered) return;
      seen.delete(key);
    }
  }

  return {
    isFirst(id) {
      const now = nowMs();
      forgetOld(now);
      if (seen.has(id)) return false;

      seen.set(id, now);
      return true;
    },
  };
}

/** Names a request. It holds a trigger of its own, so no two that people make are alike. */
export function idOfRequest(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64');
}

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

/** Ends the work on a request that was worked on before. Nobody is told: whoever made it had their answer. */
export class ReplayedRequest extends Error {
  override readonly name = 'ReplayedRequest';

  constructor() {
    super('a request was replayed, and is not worked on again');
  }
}

/** What a request has to pass before it is worked on; without them, any does. */
export interface Guards {
  /**
   * Tells what an earlier process has worked on. It is asked about requests that do more than look, between their
   * acknowledgement and their work: for a listener, `ack` throws when it may not go on. Where it cannot tell, nothing is
   * done that the record would not keep from being done twice.
   */
  readonly replays?: ReplayCache;
  readonly gate?: RequestGate;
}

/** Slack gives up after three seconds; the acknowledgement itself takes time as well. */
const watchdogMs = 2_500;
/** Kicks wait minutes for their confirmation, at next to no cost; this many of them are a flood all the same. */
const mostAtOnce = 300;
/** The others are kept for people who were seen to hold grants: whoever floods with none cannot shut them out. */
const mostWithoutGrants = 200;
/** Whoever made the request waits for it. A modal has to be open three seconds after it. */
const replayPatienceMs = { acts: 2_000, acts_once: 300, asks: 300 } as const;

/**
 * Puts a guard between a receiver and Bolt: every request is acknowledged exactly once and in time, whatever the
 * listeners do, and is worked on once, however often it is delivered. In Socket Mode Bolt itself never acknowledges
 * what no listener matched, or what threw before it did.
 */
export function guardedReceiver(
  inner: Receiver,
  logger: Logger,
  events: GuardEvents,
  { replays, gate }: Guards = {},
): GuardedReceiver {
  const working = new Set<Promise<void>>();
  let isDraining = false;
  const seen = seenRequests(() => performance.now());

  async function work(app: App, event: ReceiverEvent): Promise<void> {
    const id = idOfRequest(event.body);
    const effect = effectOf(event.body);
    const mayGoOn = async () => {
      if (replays !== undefined && effect !== 'looks') await refuseReplay(replays, id, effect);
    };
    const guarded = acknowledgedOnce(event, logger, events.acknowledged, mayGoOn);
    try {
      if (!seen.isFirst(id)) {
        logger.warn('a request was delivered again, and is not worked on twice');
        return;
      }
      if (isDraining) return events.turnedAway(event.body);

      const admission = gate?.admit(event.body) ?? { kind: 'admitted', hasGrants: true };
      if (admission.kind === 'refused') await guarded.end(admission.ack);
      else if (working.size >= (admission.hasGrants ? mostAtOnce : mostWithoutGrants))
        events.turnedAway(event.body);
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

/** @throws {ReplayedRequest} @throws {Failure} `store_unavailable` for an act of which it cannot be told. */
async function refuseReplay(
  replays: ReplayCache,
  id: string,
  effect: Exclude<Effect, 'looks'>,
): Promise<void> {
  const { promise: timeUp, reject: giveUp } = Promise.withResolvers<never>();
  const tooLate = new Failure('store_unavailable', 'it took too long to tell whether a request is a replay');
  const timer = setTimeout(() => giveUp(tooLate), replayPatienceMs[effect]);
  const asked = Promise.race([replays.isFirst(id, new Date()), timeUp]);
  try {
    const isFirst = effect === 'acts' ? await asked : await asked.catch(() => true);
    if (!isFirst) throw new ReplayedRequest();
  } finally {
    clearTimeout(timer);
  }
}

/** @param mayGoOn Asked once, after the acknowledgement; it throws when the listener may not go on. */
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
