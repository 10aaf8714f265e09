import type { Logger } from 'pino';
import { failureFrom } from '../core/failure.ts';

/** A process that died is taken for dead after fifteen seconds; this adds little to that. */
const everyMs = 3_000;

/**
 * Goes on with what is due, now and from time to time, one turn after the other.
 *
 * @returns Stops it, and resolves when the last turn is over.
 */
export function resumeRegularly(resume: () => Promise<number>, log: Logger): () => Promise<void> {
  let turn = Promise.resolve();
  let isTurning = false;

  async function take(): Promise<void> {
    try {
      const taken = await resume();
      if (taken > 0) log.info({ taken }, 'went on with what was left');
    } catch (error) {
      log.error({ err: failureFrom(error) }, 'could not go on with what was left');
    } finally {
      isTurning = false;
    }
  }
  function begin(): void {
    if (isTurning) return;
    isTurning = true;
    turn = take();
  }

  begin();
  const timer = setInterval(begin, everyMs);
  return () => {
    clearInterval(timer);
    return turn;
  };
}
