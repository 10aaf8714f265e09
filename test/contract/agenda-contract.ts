import { addMinutes } from 'date-fns/addMinutes';
import { describe, expect, it } from 'vitest';
import type { Agenda, Hold, Lease } from '../../src/ports/agenda.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { leaseAt, secondAfterNoon, taskOf } from './a-task.ts';

/** What every agenda keeps to, whatever it stores tasks in. */
export function testAgenda(name: string, openEmpty: (clock?: Clock) => Promise<Agenda>): void {
  describe(`${name} as an agenda`, () => {
    it('has nothing to do at first', async () => {
      const agenda = await openEmpty();

      expect(await agenda.take(leaseAt(0))).toBeUndefined();
      expect(await agenda.state()).toEqual({ open: 0, dueSince: undefined });
    });

    it('gives a task to whom puts it down, and to nobody else while the lease lasts', async () => {
      const agenda = await openEmpty();

      const hold = await agenda.begin(taskOf('kick'), leaseAt(0));

      expect(hold?.task).toEqual(taskOf('kick'));
      expect(await agenda.take(leaseAt(59))).toBeUndefined();
    });

    it('changes nothing when a key is put down again', async () => {
      const agenda = await openEmpty();
      const hold = await begun(agenda, 'kick');

      const again = await agenda.begin({ ...taskOf('kick'), payload: '"other"' }, leaseAt(30));

      expect(again).toBeUndefined();
      expect(await agenda.state()).toEqual({ open: 1, dueSince: leaseAt(0).until });
      expect(await agenda.renew(hold, leaseAt(1))).toEqual(hold);
      expect(await agenda.take(leaseAt(61))).toMatchObject({ task: taskOf('kick') });
    });

    it('gives a task on when its lease has lapsed', async () => {
      const agenda = await openEmpty();
      await begun(agenda, 'kick');

      const taken = await agenda.take(leaseAt(60));

      expect(taken?.task).toEqual(taskOf('kick'));
      expect(await agenda.take(leaseAt(60))).toBeUndefined();
    });

    it('lists the tasks of one kind, held or not, due or not, with whatever they say', async () => {
      const agenda = await openEmpty();
      const long = { key: 'watch one', payload: JSON.stringify('x'.repeat(20_000)) };
      await agenda.put(long, secondAfterNoon(500));
      await agenda.begin({ key: 'watch two', payload: '"two"' }, leaseAt(0));
      await agenda.begin({ key: 'watcher three', payload: '"three"' }, leaseAt(0));
      await agenda.finish(await begun(agenda, 'watch'));

      const listed = await agenda.ofKind('watch');

      expect(listed.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        long,
        { key: 'watch two', payload: '"two"' },
      ]);
      expect(await agenda.ofKind('kick')).toEqual([]);
    });

    it('gives the task that has been due longest first', async () => {
      const agenda = await openEmpty();
      await agenda.postpone(await begun(agenda, 'second'), secondAfterNoon(20));
      await agenda.postpone(await begun(agenda, 'third'), secondAfterNoon(30));
      await agenda.postpone(await begun(agenda, 'first'), secondAfterNoon(10));

      const taken = [
        await agenda.take(leaseAt(40)),
        await agenda.take(leaseAt(40)),
        await agenda.take(leaseAt(40)),
      ];

      expect(taken.map((hold) => hold?.task.key)).toEqual(['first', 'second', 'third']);
    });

    it('gives of tasks due at the same instant the one first that was put down first', async () => {
      const agenda = await openEmpty();
      await begun(agenda, 'zebra');
      await begun(agenda, 'ant');

      expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('zebra') });
    });

    it('gives a postponed task from its due time on, and not before', async () => {
      const agenda = await openEmpty();
      await agenda.postpone(await begun(agenda, 'watch'), secondAfterNoon(10));

      expect(await agenda.take(leaseAt(9.999))).toBeUndefined();
      expect(await agenda.take(leaseAt(10))).toMatchObject({ task: taskOf('watch') });
    });

    it('gives a task that was put down for later from its due time on, and not before', async () => {
      const agenda = await openEmpty();

      await agenda.put(taskOf('watch'), secondAfterNoon(10));

      expect(await agenda.take(leaseAt(9.999))).toBeUndefined();
      expect(await agenda.take(leaseAt(10))).toMatchObject({ task: taskOf('watch') });
    });

    it('puts a task down for later in the place of one of the same key', async () => {
      const agenda = await openEmpty();
      await agenda.put(taskOf('watch'), secondAfterNoon(10));

      const another = { ...taskOf('watch'), payload: '"another"' };
      await agenda.put(another, secondAfterNoon(20));

      expect(await agenda.state()).toEqual({ open: 1, dueSince: secondAfterNoon(20) });
      expect(await agenda.take(leaseAt(20))).toMatchObject({ task: another });
    });

    it('keeps a task held that is renewed', async () => {
      const agenda = await openEmpty();
      const hold = await begun(agenda, 'kick');

      const renewed = await agenda.renew(hold, leaseAt(30));

      expect(renewed).toEqual(hold);
      expect(await agenda.take(leaseAt(89))).toBeUndefined();
      expect(await agenda.take(leaseAt(90))).toMatchObject({ task: taskOf('kick') });
    });

    it('lets a holder that is late go on with a task that nobody took meanwhile', async () => {
      const agenda = await openEmpty();
      const hold = await begun(agenda, 'kick');

      expect(await agenda.renew(hold, leaseAt(100))).toEqual(hold);
      await agenda.finish(hold);

      expect(await agenda.state()).toMatchObject({ open: 0 });
    });

    it('strikes a finished task off', async () => {
      const agenda = await openEmpty();

      await agenda.finish(await begun(agenda, 'kick'));

      expect(await agenda.state()).toEqual({ open: 0, dueSince: undefined });
      expect(await agenda.take(leaseAt(1_000))).toBeUndefined();
    });

    it('puts a key down anew once it was struck off', async () => {
      const agenda = await openEmpty();
      await agenda.finish(await begun(agenda, 'kick'));

      expect(await agenda.begin(taskOf('kick'), leaseAt(1))).toMatchObject({ task: taskOf('kick') });
    });

    it('gives a task back with all that it says, however long', async () => {
      const agenda = await openEmpty();
      const ids = Array.from(
        { length: 50_000 },
        (_, n) => `cvpn-connection-${(n * 0x9e3779b1).toString(16)}`,
      );
      const long = { key: 'long', payload: JSON.stringify(ids) };
      const longer = { key: 'longer', payload: JSON.stringify([...ids, ...ids]) };

      await agenda.begin(long, leaseAt(0));
      await agenda.put(longer, secondAfterNoon(50));

      expect((await agenda.take(leaseAt(60)))?.task).toEqual(longer);
      expect((await agenda.takeEarly('long', leaseAt(60)))?.task).toEqual(long);
    });

    it('numbers holds upwards and gives no number twice', async () => {
      const agenda = await openEmpty();
      const first = await begun(agenda, 'kick');
      const second = await agenda.take(leaseAt(60));
      if (second !== undefined) await agenda.finish(second);
      const third = await begun(agenda, 'kick');
      const fourth = await begun(agenda, 'other');

      const numbers = [first, second, third, fourth].map((hold) => hold?.number ?? Number.NaN);

      expect(new Set(numbers).size).toBe(4);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });

    it('gives a postponed task early to whom names it', async () => {
      const agenda = await openEmpty();
      await agenda.postpone(await begun(agenda, 'approval'), secondAfterNoon(600));
      await agenda.postpone(await begun(agenda, 'other'), secondAfterNoon(600));

      const taken = await agenda.takeEarly('approval', leaseAt(10));

      expect(taken?.task).toEqual(taskOf('approval'));
      expect(await agenda.take(leaseAt(69))).toBeUndefined();
      expect(await agenda.take(leaseAt(70))).toMatchObject({ task: taskOf('approval') });
    });

    it('gives no task early that somebody holds, or that is not down', async () => {
      const agenda = await openEmpty();
      await begun(agenda, 'held');

      expect(await agenda.takeEarly('held', leaseAt(59))).toBeUndefined();
      expect(await agenda.takeEarly('unheard of', leaseAt(59))).toBeUndefined();
    });

    it('gives a task by its name that a lapsed hold has left behind', async () => {
      const agenda = await openEmpty();
      await begun(agenda, 'approval');

      expect(await agenda.takeEarly('approval', leaseAt(60))).toMatchObject({ task: taskOf('approval') });
    });

    it('gives a task early to exactly one of many who reach for it at once', async () => {
      const agenda = await openEmpty();
      await agenda.postpone(await begun(agenda, 'approval'), secondAfterNoon(600));

      const taken = await Promise.all(
        Array.from({ length: 20 }, () => agenda.takeEarly('approval', leaseAt(10))),
      );

      expect(taken.filter((hold) => hold !== undefined)).toHaveLength(1);
    });

    it('says how many tasks are down, and since when the one due longest is free', async () => {
      const agenda = await openEmpty();
      await begun(agenda, 'held');
      await agenda.postpone(await begun(agenda, 'due'), secondAfterNoon(10));
      await agenda.postpone(await begun(agenda, 'later'), secondAfterNoon(20));

      expect(await agenda.state()).toEqual({ open: 3, dueSince: secondAfterNoon(10) });
    });

    it('gives each task to exactly one of many who reach for it at once', async () => {
      const agenda = await openEmpty();
      for (const key of ['one', 'two', 'three']) await begun(agenda, key);

      const taken = await Promise.all(Array.from({ length: 20 }, () => agenda.take(leaseAt(60))));

      const keys = taken.flatMap((hold) => hold?.task.key ?? []);
      expect(keys.toSorted()).toEqual(['one', 'three', 'two']);
    });
  });

  describe(`${name}, when the clock is set back by an hour`, () => {
    const hourMs = 3_600_000;

    it('gives a task on that nobody has renewed for as long as a lease lasts, and not before', async () => {
      const clock = new MovedClock();
      const agenda = await openEmpty(clock);
      await agenda.begin(taskOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      expect(await agenda.take(leaseNow(clock))).toBeUndefined();
      await clock.sleep(59_999);
      expect(await agenda.take(leaseNow(clock))).toBeUndefined();
      await clock.sleep(1);

      expect(await agenda.take(leaseNow(clock))).toMatchObject({ task: taskOf('kick') });
    });

    it('leaves a task to the one who goes on renewing it', async () => {
      const clock = new MovedClock();
      const agenda = await openEmpty(clock);
      const hold = await agenda.begin(taskOf('kick'), leaseNow(clock));
      clock.set(-hourMs);

      for (let second = 0; second < 180; second += 20) {
        expect(await agenda.take(leaseNow(clock))).toBeUndefined();
        if (hold !== undefined) await agenda.renew(hold, leaseNow(clock));
        await clock.sleep(20_000);
      }

      expect(hold && (await agenda.renew(hold, leaseNow(clock)))).toEqual(hold);
    });

    it.each<[string, (agenda: Agenda, clock: Clock) => Promise<void>]>([
      ['put down for later', (agenda, clock) => agenda.put(taskOf('watch'), leaseNow(clock).until)],
      [
        'postponed',
        async (agenda, clock) => {
          const hold = await agenda.begin(taskOf('watch'), leaseNow(clock));
          if (hold !== undefined) await agenda.postpone(hold, leaseNow(clock).until);
        },
      ],
    ])('gives a task at once that was %s, since nobody knows how long ago that was', async (_, wait) => {
      const clock = new MovedClock();
      const agenda = await openEmpty(clock);
      await wait(agenda, clock);
      expect(await agenda.take(leaseNow(clock))).toBeUndefined();

      clock.set(-hourMs);

      expect(await agenda.state()).toEqual({ open: 1, dueSince: clock.now() });
      expect(await agenda.take(leaseNow(clock))).toMatchObject({ task: taskOf('watch') });
    });

    it('leaves a task its time that was put down for later since', async () => {
      const clock = new MovedClock();
      const agenda = await openEmpty(clock);
      clock.set(-hourMs);

      await agenda.put(taskOf('watch'), leaseNow(clock).until);

      expect(await agenda.take(leaseNow(clock))).toBeUndefined();
      expect(await agenda.state()).toEqual({ open: 1, dueSince: leaseNow(clock).until });
    });

    it('says of a task that somebody held that it is due, and not in an hour', async () => {
      const clock = new MovedClock();
      const agenda = await openEmpty(clock);
      await agenda.begin(taskOf('kick'), leaseNow(clock));

      clock.set(-hourMs);

      expect(await agenda.state()).toEqual({ open: 1, dueSince: clock.now() });
    });
  });

  describe(`${name}: a hold`, () => {
    const losses = {
      'that another took after it had lapsed': async (agenda) => {
        await agenda.take(leaseAt(60));
      },
      'that was given back': (agenda, hold) => agenda.postpone(hold, secondAfterNoon(120)),
      'whose task was put down for later by another': (agenda, hold) =>
        agenda.put(hold.task, secondAfterNoon(120)),
      'whose task was struck off and put down anew': async (agenda, hold) => {
        await agenda.finish(hold);
        await agenda.begin(hold.task, leaseAt(60));
      },
    } satisfies Record<string, (agenda: Agenda, hold: Hold) => Promise<void>>;

    for (const [loss, lose] of Object.entries(losses)) {
      it(`${loss} can do nothing`, async () => {
        const agenda = await openEmpty();
        const hold = await begun(agenda, 'kick');
        await lose(agenda, hold);

        expect(await agenda.renew(hold, leaseAt(900))).toBeUndefined();
        await agenda.postpone(hold, secondAfterNoon(1));
        await agenda.finish(hold);

        expect(await agenda.state()).toEqual({ open: 1, dueSince: secondAfterNoon(120) });
      });
    }
  });
}

/** A lease of one minute. */
function leaseNow(clock: Clock): Lease {
  return { now: clock.now(), until: addMinutes(clock.now(), 1) };
}

async function begun(agenda: Agenda, key: string): Promise<Hold> {
  const hold = await agenda.begin(taskOf(key), leaseAt(0));
  if (hold === undefined) throw new Error(`the test puts ${key} down twice`);
  return hold;
}
