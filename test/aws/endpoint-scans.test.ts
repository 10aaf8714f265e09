import { describe, expect, it } from 'vitest';
import { EndpointScans } from '../../src/aws/endpoint-scans.ts';
import { Failure } from '../../src/domain/failure.ts';
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
    async (_, keepsEnded, __, signal) => {
      keptEnded.push(keepsEnded);
      atOnce += 1;
      maxAtOnce = Math.max(maxAtOnce, atOnce);
      await new Promise<void>((resolve, reject) => {
        ends.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      }).finally(() => {
        atOnce -= 1;
      });
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

  it('ends a scan that only background work waits for when someone needs the current state', async () => {
    const { scans, ends, keptEnded } = aScene();
    const inBackground = scans.begin('ended', true);

    const needed = scans.begin('live');
    expect(keptEnded).toEqual([true, true]);
    ends[1]?.();

    expect(await inBackground).toBe(await needed);
    expect(scans).toMatchObject({ running: undefined, latest: await needed, failing: undefined });
  });

  it('lets background work wait for the scan of someone else', async () => {
    const { scans, ends, keptEnded } = aScene();
    const needed = scans.begin('live');
    const inBackground = scans.begin('ended', true);

    expect(keptEnded).toEqual([false]);
    ends[0]?.();
    await needed;
    await new Promise(setImmediate);
    ends[1]?.();

    expect(await inBackground).not.toBe(await needed);
    expect(keptEnded).toEqual([false, true]);
  });

  it('lets background work fail when the scan that took its place fails', async () => {
    let fail = (_: Error) => {};
    const scans = new EndpointScans(
      endpoint,
      (_, __, ___, signal) =>
        new Promise((_resolve, reject) => {
          fail = reject;
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      clock,
    );
    const inBackground = scans.begin('ended', true);
    const needed = scans.begin('live');

    fail(new Failure('aws_throttled', 'ordered'));

    await expect(needed).rejects.toThrow('ordered');
    await expect(inBackground).rejects.toThrow('ordered');
    expect(scans.failing).toMatchObject({ code: 'aws_throttled' });
  });
});
