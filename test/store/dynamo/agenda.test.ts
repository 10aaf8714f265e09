import { describe, expect, it } from 'vitest';
import { DynamoAgenda } from '../../../src/store/dynamo/agenda.ts';
import { leaseAt, secondAfterNoon, taskOf } from '../../contract/a-task.ts';
import { testAgenda } from '../../contract/agenda-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable, openTable, startDetour } from '../scratch-table.ts';

testAgenda('DynamoAgenda', async (clock = realClock) => new DynamoAgenda(await openScratchTable(), clock));

describe('DynamoAgenda, when an answer is lost', () => {
  it('still holds the task that it put down, and another does not', async () => {
    const { detour, agenda } = await agendaOnDetour();
    detour.befall('PutItem', 'answer lost');

    const hold = await agenda.begin(taskOf('kick'), leaseAt(0));

    expect(hold?.task).toEqual(taskOf('kick'));
    expect(await agenda.begin(taskOf('kick'), leaseAt(0))).toBeUndefined();
  });

  it('still holds the task that it took', async () => {
    const { detour, agenda } = await agendaOnDetour();
    await agenda.put(taskOf('kick'), secondAfterNoon(0));
    detour.befall('UpdateItem', 'answer lost', { saying: '"agenda"' });

    const hold = await agenda.take(leaseAt(0));

    expect(hold?.task).toEqual(taskOf('kick'));
    expect(await agenda.take(leaseAt(0))).toBeUndefined();
  });

  it('has given back, and has struck off, what it meant to', async () => {
    const { detour, agenda } = await agendaOnDetour();
    const [one, two] = [
      await agenda.begin(taskOf('one'), leaseAt(0)),
      await agenda.begin(taskOf('two'), leaseAt(0)),
    ];
    if (one === undefined || two === undefined) throw new Error('the agenda was not empty');
    detour.befall('UpdateItem', 'answer lost');
    detour.befall('DeleteItem', 'answer lost');

    await agenda.postpone(one, secondAfterNoon(10));
    await agenda.finish(two);

    expect(await agenda.state()).toEqual({ open: 1, dueSince: secondAfterNoon(10) });
  });
});

it('DynamoAgenda finds the task due longest among more than fit on a page', async () => {
  const agenda = new DynamoAgenda(await openScratchTable(), realClock);
  for (let n = 0; n < 520; n += 1) await agenda.put(taskOf(`task-${n}`), secondAfterNoon(n));
  await agenda.put(taskOf('zebra'), secondAfterNoon(-1));

  expect(await agenda.state()).toEqual({ open: 521, dueSince: secondAfterNoon(-1) });
  expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('zebra') });
});

async function agendaOnDetour() {
  const detour = await startDetour();
  return { detour, agenda: new DynamoAgenda(await openTable(), realClock) };
}
