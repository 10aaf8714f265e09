import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/store.ts';
import type { StoreSettings } from '../../src/config/load-config.ts';
import { checkChain } from '../../src/domain/audit-chain.ts';
import { linesOf, startProcess } from '../store/processes.ts';
import { aJobOf, leaseAt } from './a-job.ts';
import { aDraft } from './audit-log-contract.ts';

/** Scripts of test/store, each of which works with the store as a process of its own. */
export const sharingProcesses = ['append-process.ts', 'connection-lock-process.ts', 'job-queue-process.ts'];

/**
 * What a store keeps to that several processes share, whatever it is.
 *
 * @param provesDeath Whether the store knows that a process has ended.
 * @param bundles The folder of `sharingProcesses`, bundled.
 */
export function testSharedStore(
  name: string,
  provesDeath: boolean,
  make: () => Promise<{ readonly place: StoreSettings; readonly store: Store }>,
  bundles: string,
): void {
  const start = (script: string, place: StoreSettings, ...args: readonly string[]) =>
    startProcess(script, [JSON.stringify(place), ...args], bundles);
  const linesFrom = (script: string, place: StoreSettings, ...args: readonly string[]) =>
    Array.fromAsync(linesOf(start(script, place, ...args)));

  describe(`${name}, shared by processes`, () => {
    it('forms one chain, without forks or gaps, of entries appended at the same time', async () => {
      const { place, store } = await make();

      const numbers = await Promise.all([1, 2, 3, 4].map(() => linesFrom('append-process.ts', place, '50')));

      expect(new Set(numbers.flat()).size).toBe(200);
      expect(await checkChain(store.log.stored())).toMatchObject({ whole: true, head: { seq: 200 } });
    });

    it('holds every entry that a process reported as written before it was killed', async () => {
      const { place, store } = await make();
      const child = start('append-process.ts', place, '100000');

      let kept = 0;
      for await (const line of linesOf(child)) {
        kept = Number(line);
        if (kept >= 40) child.kill('SIGKILL');
      }

      expect(await checkChain(store.log.stored())).toMatchObject({ whole: true });
      expect((await store.log.head()).seq).toBeGreaterThanOrEqual(kept);
      expect(await store.log.append(aDraft)).toMatchObject({ seq: expect.any(Number) });
    });

    it('gives each connection to exactly one of several simultaneous requests', async () => {
      const { place } = await make();
      const people = ['U0HELGA', 'U0RITA', 'U0SAM', 'U0TOM'];

      const taken = await Promise.all(
        people.map((by) =>
          linesFrom('connection-lock-process.ts', place, by, '50', `request-of-${by.toLowerCase()}`),
        ),
      );

      const numbers = taken.flat().map(Number);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    });

    it('gives connections again to the request that another process resumes, and to no other', async () => {
      const { place } = await make();
      const first = await linesFrom('connection-lock-process.ts', place, 'U0HELGA', '5', 'request-1');

      const [resumed, other] = await Promise.all([
        linesFrom('connection-lock-process.ts', place, 'U0HELGA', '5', 'request-1'),
        linesFrom('connection-lock-process.ts', place, 'U0HELGA', '5', 'request-2'),
      ]);

      expect(resumed).toEqual(first);
      expect(other).toEqual([]);
    });

    it('gives each job to exactly one of several processes that claim it at once', async () => {
      const { place, store } = await make();
      const keys = Array.from({ length: 100 }, (_, n) => `task-${100 + n}`);
      for (const key of keys) await store.jobs.enqueueClaimed(aJobOf(key), leaseAt(0));

      const taken = await Promise.all([1, 2, 3].map(() => linesFrom('job-queue-process.ts', place, '60')));

      expect(taken.flat().toSorted()).toEqual(keys);
      expect(await store.jobs.state()).toMatchObject({ open: 0 });
    });

    it(`gives the job of a killed process to the next ${provesDeath ? 'at once' : 'when its lease has expired, and not before'}`, async () => {
      const { place, store } = await make();
      await store.jobs.enqueueClaimed(aJobOf('kick'), leaseAt(0));
      const holder = start('job-queue-process.ts', place, '60', 'hold');
      for await (const _key of linesOf(holder)) await killed(holder);

      if (!provesDeath) expect(await store.jobs.claim(leaseAt(119))).toBeUndefined();
      expect(await store.jobs.claim(leaseAt(provesDeath ? 61 : 120))).toMatchObject({
        job: aJobOf('kick'),
      });
    });

    it('keeps the job of a running or stopped process until its lease has expired', async () => {
      const { place, store } = await make();
      await store.jobs.enqueueClaimed(aJobOf('kick'), leaseAt(0));
      const holder = start('job-queue-process.ts', place, '60', 'hold');
      for await (const _key of linesOf(holder)) break;

      expect(await store.jobs.claim(leaseAt(61))).toBeUndefined();
      holder.kill('SIGSTOP');
      expect(await store.jobs.claim(leaseAt(119))).toBeUndefined();
      expect(await store.jobs.claimEarly('kick', leaseAt(119))).toBeUndefined();
      expect(await store.jobs.claim(leaseAt(120))).toMatchObject({ job: aJobOf('kick') });
    });
  });
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
