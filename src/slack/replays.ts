import { createHash } from 'node:crypto';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { LRUCache } from 'lru-cache';
import pTimeout from 'p-timeout';
import { Failure } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import type { Effect } from './request-effect.ts';
import { eventIdOf } from './slack-request.ts';

/** Slack's signatures are valid for five minutes, and Slack redelivers only within that time. */
const rememberedMs = minutesToMilliseconds(10);
const maxRemembered = 20_000;

/**
 * Remembers requests, so that each is processed once even if it is redelivered, or replayed by someone who captured it.
 *
 * @param nowMs Milliseconds of a monotonic clock.
 */
export function seenRequests(nowMs: () => number): { isFirst(id: string): boolean } {
  const seen = new LRUCache<string, true>({
    max: maxRemembered,
    ttl: rememberedMs,
    ttlResolution: 0,
    perf: { now: nowMs },
  });
  return {
    isFirst(id) {
      if (seen.has(id)) return false;
      seen.set(id, true);
      return true;
    },
  };
}

/**
 * Identifies a request. Each request has its own trigger, so no two requests that people make are equal. An event has an
 * id, which is the same in every delivery.
 */
export function idOfRequest(body: unknown): string {
  return eventIdOf(body) || digestOf(body);
}

function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64');
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

/** The person waits for this. A modal has to open within three seconds of the request. */
const patienceMs = { acts: 2_000, acts_once: 300, asks: 300 } as const;

/**
 * @throws {ReplayedRequest}
 * @throws {Failure} `store_unavailable` if an action may be a replay and the cache cannot tell.
 */
export async function refuseReplay(
  replays: ReplayCache,
  id: string,
  effect: Exclude<Effect, 'looks'>,
  clock: Pick<Clock, 'now'>,
): Promise<void> {
  const asked = pTimeout(replays.isFirst(id, clock.now()), {
    milliseconds: patienceMs[effect],
    message: new Failure('store_unavailable', 'it took too long to tell whether a request is a replay'),
  });
  const isFirst = effect === 'acts' ? await asked : await asked.catch(() => true);
  if (!isFirst) throw new ReplayedRequest();
}
