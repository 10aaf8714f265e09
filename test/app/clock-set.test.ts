import { expect, test } from 'vitest';
import { resumeDue } from '../../src/app/run-due-jobs.ts';
import { turnedAwayTeller } from '../../src/features/block/report-denied-connections.ts';
import { someConnections } from '../builders/a-connection.ts';
import { arrivalAt } from '../contract/an-arrival.ts';
import { aWorld, type MemoryWorld, omar } from '../doubles/a-world.ts';
import type { LastDeed } from '../doubles/dying-world.ts';
import { approveAs, asked, backups, minuteMs } from '../features/approval/two-people.ts';
import { dieAfter, kindsIn, lastShown, openTasks, requested } from '../features/kick/after-a-crash.ts';

const hourMs = 60 * minuteMs;

/** Goes on every second with what is due, as a process does. */
async function resumeFor(ms: number, world: MemoryWorld): Promise<void> {
  for (let second = 0; second * 1_000 < ms; second += 1) {
    await resumeDue(world);
    await world.clock.sleep(1_000);
  }
}

test.each<[string, LastDeed, readonly string[]]>([
  ['after its order', { kind: 'terminated' }, ['requested', 'finished', 'confirmed']],
  ['before its order, so that nobody knows how old it is', requested, ['requested', 'abandoned']],
])(
  'a kick whose process died %s has its outcome twenty seconds after the clock was set back',
  async (_, deed, kinds) => {
    const world = aWorld(someConnections(1));
    await dieAfter(deed, world);
    world.clock.set(-hourMs);

    await resumeFor(20_000, world);

    expect(kindsIn(world)).toEqual(kinds);
    expect(lastShown(world)).toBe(deed === requested ? 'none_ended' : 'all_ended');
    expect(await openTasks(world)).toBe(0);
  },
);

test('a request for a second person lapses when the clock is set back, and says why', async () => {
  const world = aWorld(backups(1));
  await asked(world);

  world.clock.set(-hourMs);
  await resumeDue(world);

  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'approval-lapsed',
    detail: 'the clock was set back, so its time cannot be told',
  });
  expect(world.announcer.approvals.at(-1)?.state.kind).toBe('clock_set_back');
});

test('nobody can approve what seems to be asked for in the future', async () => {
  const world = aWorld(backups(1));
  const correlation = await asked(world);

  world.clock.set(-hourMs);

  expect(await approveAs(world, omar, correlation)).toMatchObject({
    kind: 'over',
    approval: { state: { kind: 'clock_set_back' } },
  });
  expect(world.vpn.terminations).toEqual([]);
});

test('a clock that is set right by half a minute ends no request', async () => {
  const world = aWorld(backups(1));
  const correlation = await asked(world);

  world.clock.set(-minuteMs / 2);

  expect(await approveAs(world, omar, correlation)).toMatchObject({ kind: 'kicked' });
});

test('reports repeated denied connections even when the last report seems to be in the future', async () => {
  const world = aWorld();
  const tell = turnedAwayTeller(world);
  const knock = (second: number) =>
    world.blocking.arrivals.report(arrivalAt(second, { verdict: 'turned_away' }), 'mallory');
  await knock(0);
  await tell();
  world.clock.set(-hourMs);

  await knock(1);
  await world.clock.sleep(minuteMs);
  await tell();

  expect(kindsIn(world)).toEqual(['turned-away', 'turned-away']);
});
