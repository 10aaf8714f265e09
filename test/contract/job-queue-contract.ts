import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { JobQueue, Lease, LeaseTerm } from '../../src/ports/job-queue.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aJobOf, leaseAt, secondAfterNoon } from './a-job.ts';

/** What every job queue keeps to, whatever it stores jobs in. */
export function testJobQueue(name: string, openEmpty: (clock?: Clock) => Promise<JobQueue>): void {
  describe(`${name} as a job queue`, () => {
    it('has no job at first', async () => {
      const jobQueue = await openEmpty();

      expect(await jobQueue.claim(leaseAt(0))).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 0, dueSince: undefined });
    });

    it('gives a job to the process that enqueues it, and to no other while the lease lasts', async () => {
      const jobQueue = await openEmpty();

      const lease = await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0));

      expect(lease?.job).toEqual(aJobOf('kick'));
      expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    });

    it('changes nothing when a key is enqueued again', async () => {
      const jobQueue = await openEmpty();
      const lease = await begun(jobQueue, 'kick');

      const again = await jobQueue.enqueueClaimed({ ...aJobOf('kick'), payload: '"other"' }, leaseAt(30));

      expect(again).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: leaseAt(0).until });
      expect(await jobQueue.renew(lease, leaseAt(1))).toEqual(lease);
      expect(await jobQueue.claim(leaseAt(61))).toMatchObject({ job: aJobOf('kick') });
    });

    it('gives a job to the next process when its lease has expired', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'kick');

      const taken = await jobQueue.claim(leaseAt(60));

      expect(taken?.job).toEqual(aJobOf('kick'));
      expect(await jobQueue.claim(leaseAt(60))).toBeUndefined();
    });

    it('lists the jobs of one kind, leased or not, due or not, with their payloads', async () => {
      const jobQueue = await openEmpty();
      const long = { key: 'watch one', payload: JSON.stringify('x'.repeat(20_000)) };
      await jobQueue.enqueue(long, secondAfterNoon(500));
      await jobQueue.enqueueClaimed({ key: 'watch two', payload: '"two"' }, leaseAt(0));
      await jobQueue.enqueueClaimed({ key: 'watcher three', payload: '"three"' }, leaseAt(0));
      await jobQueue.complete(await begun(jobQueue, 'watch'));

      const listed = await jobQueue.ofKind('watch');

      expect(listed.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        long,
        { key: 'watch two', payload: '"two"' },
      ]);
      expect(await jobQueue.ofKind('kick')).toEqual([]);
    });

    it('gives the job that has been due longest first', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'second'), secondAfterNoon(20));
      await jobQueue.reschedule(await begun(jobQueue, 'third'), secondAfterNoon(30));
      await jobQueue.reschedule(await begun(jobQueue, 'first'), secondAfterNoon(10));

      const taken = [
        await jobQueue.claim(leaseAt(40)),
        await jobQueue.claim(leaseAt(40)),
        await jobQueue.claim(leaseAt(40)),
      ];

      expect(taken.map((lease) => lease?.job.key)).toEqual(['first', 'second', 'third']);
    });

    it('of jobs due at the same instant, gives the one that was enqueued first', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'zebra');
      await begun(jobQueue, 'ant');

      expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('zebra') });
    });

    it('gives a rescheduled job from its due time on, and not before', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'watch'), secondAfterNoon(10));

      expect(await jobQueue.claim(leaseAt(9.999))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(10))).toMatchObject({ job: aJobOf('watch') });
    });

    it('gives a job that was enqueued for later from its due time on, and not before', async () => {
      const jobQueue = await openEmpty();

      await jobQueue.enqueue(aJobOf('watch'), secondAfterNoon(10));

      expect(await jobQueue.claim(leaseAt(9.999))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(10))).toMatchObject({ job: aJobOf('watch') });
    });

    it('replaces a job of the same key when one is enqueued for later', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.enqueue(aJobOf('watch'), secondAfterNoon(10));

      const another = { ...aJobOf('watch'), payload: '"another"' };
      await jobQueue.enqueue(another, secondAfterNoon(20));

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: secondAfterNoon(20) });
      expect(await jobQueue.claim(leaseAt(20))).toMatchObject({ job: another });
    });

    it('keeps the lease of a job that is renewed', async () => {
      const jobQueue = await openEmpty();
      const lease = await begun(jobQueue, 'kick');

      const renewed = await jobQueue.renew(lease, leaseAt(30));

      expect(renewed).toEqual(lease);
      expect(await jobQueue.claim(leaseAt(89))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(90))).toMatchObject({ job: aJobOf('kick') });
    });

    it('lets a late process continue a job that no other has claimed meanwhile', async () => {
      const jobQueue = await openEmpty();
      const lease = await begun(jobQueue, 'kick');

      expect(await jobQueue.renew(lease, leaseAt(100))).toEqual(lease);
      await jobQueue.complete(lease);

      expect(await jobQueue.state()).toMatchObject({ open: 0 });
    });

    it('removes a completed job', async () => {
      const jobQueue = await openEmpty();

      await jobQueue.complete(await begun(jobQueue, 'kick'));

      expect(await jobQueue.state()).toEqual({ open: 0, dueSince: undefined });
      expect(await jobQueue.claim(leaseAt(1_000))).toBeUndefined();
    });

    it('enqueues a key again after it was completed', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.complete(await begun(jobQueue, 'kick'));

      expect(await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(1))).toMatchObject({
        job: aJobOf('kick'),
      });
    });

    it('returns the whole payload of a job, however long', async () => {
      const jobQueue = await openEmpty();
      const ids = Array.from(
        { length: 50_000 },
        (_, n) => `cvpn-connection-${(n * 0x9e3779b1).toString(16)}`,
      );
      const long = { key: 'long', payload: JSON.stringify(ids) };
      const longer = { key: 'longer', payload: JSON.stringify([...ids, ...ids]) };

      await jobQueue.enqueueClaimed(long, leaseAt(0));
      await jobQueue.enqueue(longer, secondAfterNoon(50));

      expect((await jobQueue.claim(leaseAt(60)))?.job).toEqual(longer);
      expect((await jobQueue.claimEarly('long', leaseAt(60)))?.job).toEqual(long);
    });

    it('increases lease numbers, and never repeats one', async () => {
      const jobQueue = await openEmpty();
      const first = await begun(jobQueue, 'kick');
      const second = await jobQueue.claim(leaseAt(60));
      if (second !== undefined) await jobQueue.complete(second);
      const third = await begun(jobQueue, 'kick');
      const fourth = await begun(jobQueue, 'other');

      const numbers = [first, second, third, fourth].map((lease) => lease?.number ?? Number.NaN);

      expect(new Set(numbers).size).toBe(4);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });

    it('gives a rescheduled job early to the process that claims it by key', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'approval'), secondAfterNoon(600));
      await jobQueue.reschedule(await begun(jobQueue, 'other'), secondAfterNoon(600));

      const taken = await jobQueue.claimEarly('approval', leaseAt(10));

      expect(taken?.job).toEqual(aJobOf('approval'));
      expect(await jobQueue.claim(leaseAt(69))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(70))).toMatchObject({ job: aJobOf('approval') });
    });

    it('gives no job early that is leased, or is not in the queue', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'held');

      expect(await jobQueue.claimEarly('held', leaseAt(59))).toBeUndefined();
      expect(await jobQueue.claimEarly('unheard of', leaseAt(59))).toBeUndefined();
    });

    it('gives a job by key when its lease has expired', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'approval');

      expect(await jobQueue.claimEarly('approval', leaseAt(60))).toMatchObject({ job: aJobOf('approval') });
    });

    it('gives a job early to exactly one of many processes that claim it at once', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'approval'), secondAfterNoon(600));

      const taken = await Promise.all(
        Array.from({ length: 20 }, () => jobQueue.claimEarly('approval', leaseAt(10))),
      );

      expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    it('counts the jobs, and says since when the one due longest is free', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'held');
      await jobQueue.reschedule(await begun(jobQueue, 'due'), secondAfterNoon(10));
      await jobQueue.reschedule(await begun(jobQueue, 'later'), secondAfterNoon(20));

      expect(await jobQueue.state()).toEqual({ open: 3, dueSince: secondAfterNoon(10) });
    });

    it('gives each job to exactly one of many processes that claim it at once', async () => {
      const jobQueue = await openEmpty();
      for (const key of ['one', 'two', 'three']) await begun(jobQueue, key);

      const taken = await Promise.all(Array.from({ length: 20 }, () => jobQueue.claim(leaseAt(60))));

      const keys = taken.flatMap((lease) => lease?.job.key ?? []);
      expect(keys.toSorted()).toEqual(['one', 'three', 'two']);
    });
  });

  describe(`${name}, when the clock is set back by an hour`, () => {
    const hourMs = 3_600_000;

    it('gives a job to the next process when nobody has renewed its lease for a whole term, and not before', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await jobQueue.enqueueClaimed(aJobOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      await clock.sleep(59_999);
      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      await clock.sleep(1);

      expect(await jobQueue.claim(leaseNow(clock))).toMatchObject({ job: aJobOf('kick') });
    });

    it('leaves a job to the process that renews its lease', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      const lease = await jobQueue.enqueueClaimed(aJobOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      for (let second = 0; second < 180; second += 20) {
        expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
        if (lease !== undefined) await jobQueue.renew(lease, leaseNow(clock));
        await clock.sleep(20_000);
      }

      expect(lease && (await jobQueue.renew(lease, leaseNow(clock)))).toEqual(lease);
    });

    it.each<[string, (jobQueue: JobQueue, clock: Clock) => Promise<void>]>([
      ['enqueued for later', (jobQueue, clock) => jobQueue.enqueue(aJobOf('watch'), leaseNow(clock).until)],
      [
        'postponed',
        async (jobQueue, clock) => {
          const lease = await jobQueue.enqueueClaimed(aJobOf('watch'), leaseNow(clock));
          if (lease !== undefined) await jobQueue.reschedule(lease, leaseNow(clock).until);
        },
      ],
    ])('gives a job at once that was %s, because its age is unknown', async (_, wait) => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await wait(jobQueue, clock);
      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();

      clock.set(-hourMs);

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: clock.now() });
      expect(await jobQueue.claim(leaseNow(clock))).toMatchObject({ job: aJobOf('watch') });
    });

    it('keeps the due time of a job that was enqueued after the clock was set back', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      clock.set(-hourMs);

      await jobQueue.enqueue(aJobOf('watch'), leaseNow(clock).until);

      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: leaseNow(clock).until });
    });

    it('counts a leased job as due now, and not in an hour', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await jobQueue.enqueueClaimed(aJobOf('kick'), leaseNow(clock));

      clock.set(-hourMs);

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: clock.now() });
    });
  });

  describe(`${name}: a lease`, () => {
    const losses = {
      'that expired, and whose job another process has claimed': async (jobQueue) => {
        await jobQueue.claim(leaseAt(60));
      },
      'whose job was rescheduled': (jobQueue, lease) => jobQueue.reschedule(lease, secondAfterNoon(120)),
      'whose job was enqueued for later by another process': (jobQueue, lease) =>
        jobQueue.enqueue(lease.job, secondAfterNoon(120)),
      'whose job was completed and enqueued again': async (jobQueue, lease) => {
        await jobQueue.complete(lease);
        await jobQueue.enqueueClaimed(lease.job, leaseAt(60));
      },
    } satisfies Record<string, (jobQueue: JobQueue, lease: Lease) => Promise<void>>;

    for (const [loss, lose] of Object.entries(losses)) {
      it(`${loss} can do nothing`, async () => {
        const jobQueue = await openEmpty();
        const lease = await begun(jobQueue, 'kick');
        await lose(jobQueue, lease);

        expect(await jobQueue.renew(lease, leaseAt(900))).toBeUndefined();
        await jobQueue.reschedule(lease, secondAfterNoon(1));
        await jobQueue.complete(lease);

        expect(await jobQueue.state()).toEqual({ open: 1, dueSince: secondAfterNoon(120) });
      });
    }
  });
}

/** A lease of one minute. */
function leaseNow(clock: Clock): LeaseTerm {
  return { now: clock.now(), until: addMinutes(clock.now(), 1) };
}

async function begun(jobQueue: JobQueue, key: string): Promise<Lease> {
  const lease = await jobQueue.enqueueClaimed(aJobOf(key), leaseAt(0));
  if (lease === undefined) throw new Error(`the test puts ${key} down twice`);
  return lease;
}
