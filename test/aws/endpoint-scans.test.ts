import { describe, expect, it } from 'vitest';
import { EndpointScans } from '../../src/aws/endpoint-scans.ts';
import { endpoint } from './emulated-aws.ts';

const clock = { now: () => new Date('2026-11-02T12:00:00Z'), elapsedMs: () => 0, sleep: async () => {} };

/** Scans that end when the test says so. */
function aScene() {
  const ends: (() => void)[] = [];
  const keptEnded: boolean[] = [];
  let atOnce = 0;
  let maxAtOnce = 0;
  const scans = new EndpointScans(
    endpoint,
    async (_, keepsEnded) => {
      keptEnded.push(keepsEnded);
      atOnce += 1;
      maxAtOnce = Math.max(maxAtOnce, atOnce);
      await new Promise<void>((resolve) => ends.push(resolve));
      atOnce -= 1;
      return 'read';
    },
    clock,
  );
  return { scans, ends, keptEnded, maxAtOnce: () => maxAtOnce };
}

describe('EndpointScans', () => {
  it('runs one scan at a time when another is requested at the moment that one ends', async () => {
    const { scans, ends, keptEnded, maxAtOnce } = aScene();
    const requestedAtTheEnd = scans.begin('live').then(() => scans.begin('ended'));
    const queued = scans.begin('live');

    ends[0]?.();
    await new Promise(setImmediate);
    expect(scans.running).toBeDefined();
    ends[1]?.();
    const [atTheEnd, next] = await Promise.all([requestedAtTheEnd, queued]);

    expect(maxAtOnce()).toBe(1);
    expect(keptEnded).toEqual([false, true]);
    expect(atTheEnd).toBe(next);
    expect(scans.running).toBeUndefined();
  });
});
