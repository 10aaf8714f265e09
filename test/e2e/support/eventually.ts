import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far above what anything takes. */
const usualPatienceMs = 60_000;
const leastPauseMs = 15;
const maxPauseMs = 150;
const tickMs = 10;
/** Runnable processes a core, while these tests have a machine to themselves. */
const usualLoad = 2;

/**
 * How many times slower than usual the machine is at the moment, judged by how many processes want to run; at least 1.
 */
function slowness(): number {
  const [lastMinute = 0] = loadavg();
  return Math.max(1, Math.max(lastMinute, runnableNow()) / availableParallelism() / usualLoad);
}

/** So many milliseconds on this machine at the moment: whole ones, as timers want them. */
export function slowed(ms: number): number {
  return Math.ceil(ms * slowness());
}

/** https://man7.org/linux/man-pages/man5/proc_loadavg.5.html; 0 on other systems. */
function runnableNow(): number {
  try {
    return Number(/ (\d+)\//.exec(readFileSync('/proc/loadavg', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Looks again and again until there is something. The time waited is the sum of the pauses as they were asked for: what a
 * busy machine adds to them, and the looks themselves, do not count, so that patience grows as the machine slows down.
 *
 * @param what Names what is awaited, for the error when it never comes.
 * @param patienceMs For what takes longer than usual, or must not take as long.
 * @throws {Error} when it did not come in that time.
 */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | Promise<Found | undefined>,
  patienceMs = usualPatienceMs,
): Promise<Found> {
  const beganAt = performance.now();
  for (let waitedMs = 0; ; ) {
    const lookedAt = performance.now();
    const found = await look();
    if (found !== undefined) return found;
    if (waitedMs >= slowed(patienceMs)) throw new Error(`It never came: ${what}.`);

    // Looking must not keep busy what is looked at: the longer it has been awaited, the less often.
    const now = performance.now();
    const pauseMs = Math.max(leastPauseMs, Math.min(maxPauseMs, (now - beganAt) / 20));
    await sleep(Math.max(pauseMs, now - lookedAt));
    waitedMs += pauseMs;
  }
}

/**
 * Measures how long something takes, in the same way as `eventually` does: by short pauses that count as they were asked
 * for, and less while the machine is slow.
 */
export async function patientlyTimed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly tookMs: number }> {
  let isDone = false;
  let tookMs = 0;
  const clock = (async () => {
    for (; !isDone; tookMs += tickMs / slowness()) await sleep(tickMs);
  })();
  try {
    const result = await work();
    return { result, tookMs };
  } finally {
    isDone = true;
    await clock;
  }
}
