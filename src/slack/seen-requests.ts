import { createHash } from 'node:crypto';

/** Slack signs a request for five minutes and delivers again within that time at most. */
const rememberedMs = 10 * 60_000;
const mostRemembered = 20_000;

/**
 * Remembers which requests came in, so that one that is delivered again, or replayed by somebody who got hold of
 * it, is worked on once. A request holds a trigger of its own, so no two that people make are alike.
 *
 * @param nowMs Milliseconds of a clock that only goes forward.
 */
export function seenRequests(nowMs: () => number): { isFirst(body: unknown): boolean } {
  const seen = new Map<string, number>();

  function forgetOld(now: number): void {
    for (const [key, at] of seen) {
      if (now - at < rememberedMs && seen.size <= mostRemembered) return;
      seen.delete(key);
    }
  }

  return {
    isFirst(body) {
      const now = nowMs();
      forgetOld(now);
      const key = createHash('sha256').update(JSON.stringify(body)).digest('base64');
      if (seen.has(key)) return false;

      seen.set(key, now);
      return true;
    },
  };
}
