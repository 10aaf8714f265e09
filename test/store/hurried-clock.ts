import type { Clock } from '../../src/ports/clock.ts';

/** A clock on which patience is soon over: a pause takes no time, and counts a hundredfold. */
export function hurriedClock(): Clock {
  let now = 0;
  return {
    now: () => new Date(now),
    elapsedMs: () => now,
    sleep: async (ms) => {
      now += ms * 100;
    },
  };
}
