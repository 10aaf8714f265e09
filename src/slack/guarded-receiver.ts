import { createHash } from 'node:crypto';
import type { App, Logger, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import { Failure } from '../domain/failure.ts';
import { isSameName } from '../domain/vpn-name.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { actionIds } from './block-kit/action-ids.ts';
import { wordsFromTyped } from './command/words.ts';
import type { RequestGate } from './request-gate.ts';
import type { SlackRequest } from './slack-request.ts';

/** Slack's signatures are valid for five minutes, and Slack redelivers only within that time. */
const rememberedMs = 10 * 60_000;
const mostRemembered = 20_000;

/**
 * Remembers requests, so that each is processed once even if it is redelivered, or replayed by someone who captured it.
 *
 * @param nowMs Milliseconds of a monotonic clock.
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

/** Identifies a request. Each request has its own trigger, so no two requests that people make are equal. */
export function idOfRequest(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64');
}

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

/**
 * Ends the processing of a request that was processed before. The person gets no answer, since they already had one.
 */
export class ReplayedRequest extends Error {
  override readonly name = 'ReplayedRequest';

  constructor() {
    super('a request was replayed, and is not worked on again');
  }
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
const mostAtOnce = 300;
/**
 * The rest is reserved for people who were seen to hold grants, so that a flood from people without grants cannot shut
 * them out.
 */
const mostWithoutGrants = 200;
/** The person waits for this. A modal has to open within three seconds of the request. */
const replayPatienceMs = { acts: 2_000, acts_once: 300, asks: 300 } as const;

/**
 * Puts a guard between a receiver and Bolt. Every request is acknowledged exactly once and in time, whatever the
 * listeners do, and is processed once, however often it is delivered. In Socket Mode, Bolt itself never acknowledges a
 * request that no listener matches, or whose listener throws before it acknowledges.
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
      if (isDraining) return events.denied(event.body);

      const admission = gate?.admit(event.body) ?? { kind: 'admitted', hasGrants: true };
      if (admission.kind === 'refused') await guarded.end(admission.ack);
      else if (working.size >= (admission.hasGrants ? mostAtOnce : mostWithoutGrants))
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

/**
 * @throws {ReplayedRequest}
 * @throws {Failure} `store_unavailable` if an action may be a replay and the cache cannot tell.
 */
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

/**
 * The effect that a request can have: it `acts`; it `acts_once`, since the audit log knows its correlation or its
 * subject; it `asks` in a modal before anything is done, or records a denial; or it `looks`, and only its actor sees
 * the result.
 */
type Effect = 'acts' | 'acts_once' | 'asks' | 'looks';

const commandEffects: Readonly<Record<string, Effect>> = { kick: 'asks', block: 'asks', unblock: 'asks' };

const actionEffects: Readonly<Record<string, Effect>> = {
  [actionIds.previous]: 'looks',
  [actionIds.next]: 'looks',
  [actionIds.refresh]: 'looks',
  [actionIds.filter]: 'looks',
  [actionIds.auditPrevious]: 'looks',
  [actionIds.auditNext]: 'looks',
  [actionIds.auditRefresh]: 'looks',
  [actionIds.auditOlder]: 'looks',
  [actionIds.terminate]: 'asks',
  [actionIds.kickAgain]: 'asks',
  [actionIds.block]: 'asks',
  [actionIds.lift]: 'asks',
  [actionIds.decline]: 'asks',
  [actionIds.approve]: 'acts_once',
  [actionIds.stop]: 'acts_once',
};

const pressedSchema = z.object({ actions: z.tuple([z.object({ action_id: z.string() })]) });

/** Derives the effect from the request alone, before any look-up. An unknown request counts as `acts`. */
export function effectOf(request: SlackRequest): Effect {
  switch (request.type) {
    case undefined:
      return effectOfCommand(String(request.text ?? ''));
    case 'block_actions': {
      const { data } = pressedSchema.safeParse(request);
      return actionEffects[data?.actions[0].action_id ?? ''] ?? 'acts';
    }
    case 'view_submission':
      return 'acts_once';
    default:
      return 'acts';
  }
}

function effectOfCommand(typed: string): Effect {
  const [first] = wordsFromTyped(typed);
  const verb = first?.kind === 'text' ? first.text : '';
  return Object.entries(commandEffects).find(([name]) => isSameName(name, verb))?.[1] ?? 'looks';
}
