import { setTimeout as sleep } from 'node:timers/promises';

/** Far above what anything here takes, so that a slow machine fails no test. */
const usualPatienceMs = 45_000;
const leastPauseMs = 15;
const mostPauseMs = 150;

/**
 * Looks again and again until there is something.
 *
 * @param what Names what is awaited, for the sentence when it never comes.
 * @param patienceMs For what takes longer by its nature than the usual time.
 * @throws {Error} when it did not come in that time.
 */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | Promise<Found | undefined>,
  patienceMs = usualPatienceMs,
): Promise<Found> {
  const beganAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const found = await look();
    if (found !== undefined) return found;
    const now = performance.now();
    if (now > beganAt + patienceMs) throw new Error(`It never came: ${what}.`);
    // Looking must not keep busy what is looked at: the longer it has been awaited, the less often.
    await sleep(Math.max(leastPauseMs, now - lookedAt, Math.min(mostPauseMs, (now - beganAt) / 20)));
  }
}
