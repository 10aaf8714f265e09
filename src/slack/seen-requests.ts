import { createHash } from 'node:crypto';

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
