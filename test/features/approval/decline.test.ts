import { expect, test } from 'vitest';
import { kick } from '../../../src/features/kick/kick.ts';
import { aWorld, gus, helga, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

const lastState = (world: MemoryWorld) => world.announcer.approvals.at(-1)?.state;

test.each([
  ['with a reason', '  the backup is running ', 'the backup is running'],
  ['without one', '   ', undefined],
  ['with one that nobody can see', '\u200B\u2060\u00AD', undefined],
])(
  'a second person declines %s: nothing ends, and nobody can approve it any more',
  async (_, typed, reason) => {
    const world = aWorld(backups(1));
    const request = await asked(world);

    const result = await declineAs(world, omar, request, typed);

    expect(result).toMatchObject({ kind: 'settled', isShown: true });
    expect(lastState(world)).toMatchObject({ kind: 'declined', by: { id: 'U0OMAR' }, reason });
    expect(world.log.entries.at(-1)).toMatchObject({
      kind: 'declined',
      actor: { id: 'U0OMAR' },
      detail: 'asked for by helga (U0HELGA)',
    });
    expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'over' });
    expect(world.vpn.terminations).toEqual([]);
    expect(await world.agenda.state()).toMatchObject({ open: 0 });
  },
);

test('a request that was declined is not made again by a submission that is delivered again', async () => {
  const world = aWorld(backups(1));
  const order = aKickOrder({ whom: { kind: 'name', name: 'svc-backup' } });
  await declineAs(world, omar, await asked(world, order));

  expect(await kick(world, order)).toEqual({ kind: 'begun' });
});

test('the one who asked takes it back', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  await declineAs(world, helga, request);

  expect(lastState(world)).toMatchObject({ kind: 'withdrawn' });
  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'withdrawn', actor: { id: 'U0HELGA' } });
});

test('whoever may not approve may not decline either, and that is recorded', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  expect(await declineAs(world, gus, request)).toMatchObject({ refusal: { reason: 'person_guest' } });
  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'refused', actor: { id: 'U0GUS' } });
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('what was approved cannot be declined, nor withdrawn', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await approveAs(world, omar, request);

  expect(await declineAs(world, helga, request)).toMatchObject({ kind: 'over' });
});

test('after ten minutes there is nothing to decline', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await world.clock.sleep(10 * minuteMs);

  expect(await declineAs(world, omar, request)).toMatchObject({ kind: 'over' });
});

test('a decision that cannot be recorded is none', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.log.refuse('declined');

  await expect(declineAs(world, omar, request)).rejects.toMatchObject({ code: 'audit_unwritable' });
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});
