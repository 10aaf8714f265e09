import { expect, test } from 'vitest';
import { keptHolds } from '../../src/jobs/kept-holds.ts';
import { taskOf } from '../contract/a-task.ts';
import { MemoryAgenda } from '../doubles/memory-agenda.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const leaseMs = 15_000;

function aScene() {
  const clock = new MovedClock();
  const agenda = keptHolds(new MemoryAgenda(clock), clock, leaseMs);
  const lease = () => ({ now: clock.now(), until: new Date(clock.now().getTime() + leaseMs) });
  return { clock, agenda, lease };
}

test('a process does not take its own work from itself when the clock is set forward', async () => {
  const { clock, agenda, lease } = aScene();
  const hold = await agenda.begin(taskOf('kick'), lease());

  clock.set(3_600_000);

  expect(await agenda.take(lease())).toBeUndefined();
  expect(await agenda.takeEarly('kick', lease())).toBeUndefined();
  expect(hold && (await agenda.renew(hold, lease()))).toEqual(hold);
  agenda.stop();
});

test('a process that stood still for longer than a lease goes on with its own work where nobody else has', async () => {
  const { clock, agenda, lease } = aScene();
  await agenda.begin(taskOf('kick'), lease());

  await clock.sleep(60_000);

  expect(await agenda.take(lease())).toBeUndefined();
  agenda.stop();
});

test('takes a job again that it has given back', async () => {
  const { clock, agenda, lease } = aScene();
  const hold = await agenda.begin(taskOf('kick'), lease());
  if (hold !== undefined) await agenda.postpone(hold, clock.now());

  expect(await agenda.take(lease())).toMatchObject({ task: taskOf('kick') });
  agenda.stop();
});
