import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/ports/clock.ts';

/** What waits for another process has to wait in earnest. */
export const realClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: async (ms) => {
    await setTimeout(ms);
  },
};
