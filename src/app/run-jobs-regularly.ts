import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failureFrom } from '../domain/failure.ts';

/** A process that died is taken for dead after fifteen seconds; this adds little to that. */
const everyMs = 1_000;
/** A turn may wait minutes for an endpoint; meanwhile further turns go on with the rest, so many at once. */
const mostTurns = 20;

/**
 * Goes on with what is due, now and from time to time.
 *
 * @returns Stops it, and resolves when the last turn is over or so much time has passed: what a turn leaves behind
 * stays on the job queue.
 */
export function runJobsRegularly(
  resume: (until: AbortSignal) => Promise<number>,
  log: Logger,
): (patienceMs: number) => Promise<void> {
  const turns = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function take(): Promise<void> {
    try {
      const taken = await resume(stopping.signal);
      if (taken > 0) log.info({ taken }, 'went on with what was left');
    } catch (error) {
      log.error({ err: failureFrom(error) }, 'could not go on with what was left');
    }
  }
  function begin(): void {
    if (turns.size >= mostTurns) return;
    const turn = take();
    turns.add(turn);
    void turn.then(() => turns.delete(turn));
  }

  begin();
  const timer = setInterval(begin, everyMs);
  return async (patienceMs) => {
    clearInterval(timer);
    stopping.abort();
    await Promise.race([Promise.all(turns), sleep(patienceMs, undefined, { ref: false })]);
  };
}
