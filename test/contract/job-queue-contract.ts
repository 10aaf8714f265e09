import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { JobQueue, Lease, LeaseTerm } from '../../src/ports/job-queue.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { leaseAt, secondAfterNoon, taskOf } from './a-task.ts';

/** What every job queue keeps to, whatever it stores jobs in. */
export function testJobQueue(name: string, openEmpty: (clock?: Clock) => Promise<JobQueue>): void {
  describe(`${name} as an agenda`, () => {
    it('has nothing to do at first', async () => {
      const jobQueue = await openEmpty();

      expect(await jobQueue.claim(leaseAt(0))).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 0, dueSince: undefined });
    });

    it('gives a task to whom puts it down, and to nobody else while the lease lasts', async () => {
      const jobQueue = await openEmpty();

      const hold = await jobQueue.enqueueClaimed(taskOf('kick'), leaseAt(0));

      expect(hold?.job).toEqual(taskOf('kick'));
      expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    });

    it('changes nothing when a key is put down again', async () => {
      const jobQueue = await openEmpty();
      const hold = await begun(jobQueue, 'kick');

      const again = await jobQueue.enqueueClaimed({ ...taskOf('kick'), payload: '"other"' }, leaseAt(30));

      expect(again).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: leaseAt(0).until });
      expect(await jobQueue.renew(hold, leaseAt(1))).toEqual(hold);
      expect(await jobQueue.claim(leaseAt(61))).toMatchObject({ job: taskOf('kick') });
    });

    it('gives a task on when its lease has lapsed', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'kick');

      const taken = await jobQueue.claim(leaseAt(60));

      expect(taken?.job).toEqual(taskOf('kick'));
      expect(await jobQueue.claim(leaseAt(60))).toBeUndefined();
    });

    it('lists the tasks of one kind, held or not, due or not, with whatever they say', async () => {
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

    it('gives the task that has been due longest first', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'second'), secondAfterNoon(20));
      await jobQueue.reschedule(await begun(jobQueue, 'third'), secondAfterNoon(30));
      await jobQueue.reschedule(await begun(jobQueue, 'first'), secondAfterNoon(10));

      const taken = [
        await jobQueue.claim(leaseAt(40)),
        await jobQueue.claim(leaseAt(40)),
        await jobQueue.claim(leaseAt(40)),
      ];

      expect(taken.map((hold) => hold?.job.key)).toEqual(['first', 'second', 'third']);
    });

    it('gives of tasks due at the same instant the one first that was put down first', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'zebra');
      await begun(jobQueue, 'ant');

      expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: taskOf('zebra') });
    });

    it('gives a postponed task from its due time on, and not before', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'watch'), secondAfterNoon(10));

      expect(await jobQueue.claim(leaseAt(9.999))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(10))).toMatchObject({ job: taskOf('watch') });
    });

    it('gives a task that was put down for later from its due time on, and not before', async () => {
      const jobQueue = await openEmpty();

      await jobQueue.enqueue(taskOf('watch'), secondAfterNoon(10));

      expect(await jobQueue.claim(leaseAt(9.999))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(10))).toMatchObject({ job: taskOf('watch') });
    });

    it('puts a task down for later in the place of one of the same key', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.enqueue(taskOf('watch'), secondAfterNoon(10));

      const another = { ...taskOf('watch'), payload: '"another"' };
      await jobQueue.enqueue(another, secondAfterNoon(20));

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: secondAfterNoon(20) });
      expect(await jobQueue.claim(leaseAt(20))).toMatchObject({ job: another });
    });

    it('keeps a task held that is renewed', async () => {
      const jobQueue = await openEmpty();
      const hold = await begun(jobQueue, 'kick');

      const renewed = await jobQueue.renew(hold, leaseAt(30));

      expect(renewed).toEqual(hold);
      expect(await jobQueue.claim(leaseAt(89))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(90))).toMatchObject({ job: taskOf('kick') });
    });

    it('lets a holder that is late go on with a task that nobody took meanwhile', async () => {
      const jobQueue = await openEmpty();
      const hold = await begun(jobQueue, 'kick');

      expect(await jobQueue.renew(hold, leaseAt(100))).toEqual(hold);
      await jobQueue.complete(hold);

      expect(await jobQueue.state()).toMatchObject({ open: 0 });
    });

    it('strikes a finished task off', async () => {
      const jobQueue = await openEmpty();

      await jobQueue.complete(await begun(jobQueue, 'kick'));

      expect(await jobQueue.state()).toEqual({ open: 0, dueSince: undefined });
      expect(await jobQueue.claim(leaseAt(1_000))).toBeUndefined();
    });

    it('puts a key down anew once it was struck off', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.complete(await begun(jobQueue, 'kick'));

      expect(await jobQueue.enqueueClaimed(taskOf('kick'), leaseAt(1))).toMatchObject({
        job: taskOf('kick'),
      });
    });

    it('gives a task back with all that it says, however long', async () => {
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

    it('numbers holds upwards and gives no number twice', async () => {
      const jobQueue = await openEmpty();
      const first = await begun(jobQueue, 'kick');
      const second = await jobQueue.claim(leaseAt(60));
      if (second !== undefined) await jobQueue.complete(second);
      const third = await begun(jobQueue, 'kick');
      const fourth = await begun(jobQueue, 'other');

      const numbers = [first, second, third, fourth].map((hold) => hold?.number ?? Number.NaN);

      expect(new Set(numbers).size).toBe(4);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });

    it('gives a postponed task early to whom names it', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'approval'), secondAfterNoon(600));
      await jobQueue.reschedule(await begun(jobQueue, 'other'), secondAfterNoon(600));

      const taken = await jobQueue.claimEarly('approval', leaseAt(10));

      expect(taken?.job).toEqual(taskOf('approval'));
      expect(await jobQueue.claim(leaseAt(69))).toBeUndefined();
      expect(await jobQueue.claim(leaseAt(70))).toMatchObject({ job: taskOf('approval') });
    });

    it('gives no task early that somebody holds, or that is not down', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'held');

      expect(await jobQueue.claimEarly('held', leaseAt(59))).toBeUndefined();
      expect(await jobQueue.claimEarly('unheard of', leaseAt(59))).toBeUndefined();
    });

    it('gives a task by its name that a lapsed hold has left behind', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'approval');

      expect(await jobQueue.claimEarly('approval', leaseAt(60))).toMatchObject({ job: taskOf('approval') });
    });

    it('gives a task early to exactly one of many who reach for it at once', async () => {
      const jobQueue = await openEmpty();
      await jobQueue.reschedule(await begun(jobQueue, 'approval'), secondAfterNoon(600));

      const taken = await Promise.all(
        Array.from({ length: 20 }, () => jobQueue.claimEarly('approval', leaseAt(10))),
      );

      expect(taken.filter((hold) => hold !== undefined)).toHaveLength(1);
    });

    it('says how many tasks are down, and since when the one due longest is free', async () => {
      const jobQueue = await openEmpty();
      await begun(jobQueue, 'held');
      await jobQueue.reschedule(await begun(jobQueue, 'due'), secondAfterNoon(10));
      await jobQueue.reschedule(await begun(jobQueue, 'later'), secondAfterNoon(20));

      expect(await jobQueue.state()).toEqual({ open: 3, dueSince: secondAfterNoon(10) });
    });

    it('gives each task to exactly one of many who reach for it at once', async () => {
      const jobQueue = await openEmpty();
      for (const key of ['one', 'two', 'three']) await begun(jobQueue, key);

      const taken = await Promise.all(Array.from({ length: 20 }, () => jobQueue.claim(leaseAt(60))));

      const keys = taken.flatMap((hold) => hold?.job.key ?? []);
      expect(keys.toSorted()).toEqual(['one', 'three', 'two']);
    });
  });

  describe(`${name}, when the clock is set back by an hour`, () => {
    const hourMs = 3_600_000;

    it('gives a task on that nobody has renewed for as long as a lease lasts, and not before', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await jobQueue.enqueueClaimed(taskOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      await clock.sleep(59_999);
      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      await clock.sleep(1);

      expect(await jobQueue.claim(leaseNow(clock))).toMatchObject({ job: taskOf('kick') });
    });

    it('leaves a task to the one who goes on renewing it', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      const hold = await jobQueue.enqueueClaimed(taskOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      for (let second = 0; second < 180; second += 20) {
        expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
        if (hold !== undefined) await jobQueue.renew(hold, leaseNow(clock));
        await clock.sleep(20_000);
      }

      expect(hold && (await jobQueue.renew(hold, leaseNow(clock)))).toEqual(hold);
    });

    it.each<[string, (jobQueue: JobQueue, clock: Clock) => Promise<void>]>([
      ['put down for later', (jobQueue, clock) => jobQueue.enqueue(taskOf('watch'), leaseNow(clock).until)],
      [
        'postponed',
        async (jobQueue, clock) => {
          const hold = await jobQueue.enqueueClaimed(taskOf('watch'), leaseNow(clock));
          if (hold !== undefined) await jobQueue.reschedule(hold, leaseNow(clock).until);
        },
      ],
    ])('gives a task at once that was %s, since nobody knows how long ago that was', async (_, wait) => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await wait(jobQueue, clock);
      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();

      clock.set(-hourMs);

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: clock.now() });
      expect(await jobQueue.claim(leaseNow(clock))).toMatchObject({ job: taskOf('watch') });
    });

    it('leaves a task its time that was put down for later since', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      clock.set(-hourMs);

      await jobQueue.enqueue(taskOf('watch'), leaseNow(clock).until);

      expect(await jobQueue.claim(leaseNow(clock))).toBeUndefined();
      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: leaseNow(clock).until });
    });

    it('says of a task that somebody held that it is due, and not in an hour', async () => {
      const clock = new MovedClock();
      const jobQueue = await openEmpty(clock);
      await jobQueue.enqueueClaimed(taskOf('kick'), leaseNow(clock));

      clock.set(-hourMs);

      expect(await jobQueue.state()).toEqual({ open: 1, dueSince: clock.now() });
    });
  });

  describe(`${name}: a hold`, () => {
    const losses = {
      'that another took after it had lapsed': async (jobQueue) => {
        await jobQueue.claim(leaseAt(60));
      },
      'that was given back': (jobQueue, hold) => jobQueue.reschedule(hold, secondAfterNoon(120)),
      'whose task was put down for later by another': (jobQueue, hold) =>
        jobQueue.enqueue(hold.job, secondAfterNoon(120)),
      'whose task was struck off and put down anew': async (jobQueue, hold) => {
        await jobQueue.complete(hold);
        await jobQueue.enqueueClaimed(hold.job, leaseAt(60));
      },
    } satisfies Record<string, (jobQueue: JobQueue, hold: Lease) => Promise<void>>;

    for (const [loss, lose] of Object.entries(losses)) {
      it(`${loss} can do nothing`, async () => {
        const jobQueue = await openEmpty();
        const hold = await begun(jobQueue, 'kick');
        await lose(jobQueue, hold);

        expect(await jobQueue.renew(hold, leaseAt(900))).toBeUndefined();
        await jobQueue.reschedule(hold, secondAfterNoon(1));
        await jobQueue.complete(hold);

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
  const hold = await jobQueue.enqueueClaimed(taskOf(key), leaseAt(0));
  if (hold === undefined) throw new Error(`the test puts ${key} down twice`);
  return hold;
}
