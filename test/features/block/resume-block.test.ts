import { expect, test } from 'vitest';
import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import { block } from '../../../src/features/block/block.ts';
import { unblock } from '../../../src/features/block/unblock.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { correlation } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock, allShown } from '../../contract/a-block.ts';
import { aWorld, helga, secops } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { type LastDeed, workUntil } from '../../doubles/dying-world.ts';
import { aBlockOrder } from './a-block-order.ts';

const takenForDeadMs = 15_000;

test.each<LastDeed>([
  { kind: 'recorded', entry: 'block-requested' },
  { kind: 'recorded', entry: 'blocked' },
  { kind: 'announced', entry: 'blocked' },
])('a process that dies after $kind $entry leaves a block that holds, told once', async (deed) => {
  const world = aWorld();
  await workUntil(world, deed, (mortal) => block(mortal, aBlockOrder()));

  await world.clock.sleep(takenForDeadMs);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked']);
  expect(await world.blocking.blocks.all()).toMatchObject([{ name: 'mallory@example.com' }]);
  expect(new Set(world.announcer.stories.map(([first]) => first?.seq))).toEqual(new Set([1]));
  expect(world.announcer.blocks.at(-1)).toMatchObject({
    state: { kind: 'blocked' },
    reason: 'laptop stolen',
    until: new Date('2026-11-02T13:00:00Z'),
  });
});

test('a request that nobody went on with for minutes is closed, and said to keep out nobody', async () => {
  const world = aWorld();
  await workUntil(world, { kind: 'recorded', entry: 'block-requested' }, (mortal) =>
    block(mortal, aBlockOrder()),
  );

  await world.clock.sleep(121_000);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'abandoned']);
  expect(await world.blocking.blocks.all()).toEqual([]);
  expect(world.announcer.blocks.at(-1)?.state).toEqual({ kind: 'abandoned' });
});

test('a block that went up before the process died is called blocked, however late', async () => {
  const world = aWorld();
  world.log.refuse('blocked');
  await block(world, aBlockOrder());
  expect(world.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' }, isUnrecorded: true });

  world.log.refuse();
  await world.clock.sleep(10 * 60_000);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked']);
  expect(world.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' }, isUnrecorded: false });
});

test('a process that dies at the end of a block leaves one entry of it', async () => {
  const world = aWorld();
  const result = await block(world, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;
  await world.clock.sleep(5 * 3_600_000);
  await workUntil(world, { kind: 'recorded', entry: 'block-expired' }, (mortal) =>
    resumeDue({ ...mortal, snapshots: world.snapshots }),
  );

  await world.clock.sleep(takenForDeadMs);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked', 'block-expired']);
  expect(await world.blocking.blocks.all()).toEqual([]);
  expect(world.announcer.stories.at(-1)?.map(({ kind }) => kind)).toEqual(['block-expired']);
});

test('a block that was lifted does not end a second time', async () => {
  const world = aWorld();
  const result = await block(world, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;
  await unblock(world, {
    correlation: correlation('lift-0001'),
    asker: anAsker(helga, 'C0SECOPS'),
    whom: { kind: 'name', name: 'mallory@example.com' },
    on: undefined,
    shown: allShown,
    reason: 'found again',
  });

  await world.clock.sleep(5 * 3_600_000);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).not.toContain('block-expired');
  expect(await world.agenda.state()).toMatchObject({ open: 0 });
});

test('a lift that a process left behind tells a channel of one endpoint of no block elsewhere', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const world = aWorld([], someRules({ channels: [narrow] }));
  await world.blocking.blocks.put(aBlock({ endpoint: lab.id }));
  await world.blocking.blocks.put(aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0' }));
  await workUntil(world, { kind: 'recorded', entry: 'unblock-requested' }, (mortal) =>
    unblock(mortal, {
      correlation: correlation('lift-0001'),
      asker: anAsker(helga, 'C0SECOPS'),
      whom: { kind: 'name', name: 'mallory@example.com' },
      on: undefined,
      shown: allShown,
      reason: 'found again',
    }),
  );

  await world.clock.sleep(takenForDeadMs);
  await resumeDue(world);

  expect(world.announcer.lifts).toMatchObject([{ lifted: [{ endpoint: lab.id }], left: [] }]);
});

test('a lift that a process left behind is carried out, and does not touch what was put up since', async () => {
  const world = aWorld();
  await block(world, aBlockOrder());
  await workUntil(world, { kind: 'recorded', entry: 'unblock-requested' }, (mortal) =>
    unblock(mortal, {
      correlation: correlation('lift-0001'),
      asker: anAsker(helga, 'C0SECOPS'),
      whom: { kind: 'name', name: 'mallory@example.com' },
      on: undefined,
      shown: allShown,
      reason: 'found again',
    }),
  );
  await block(world, aBlockOrder({ correlation: correlation('block-0002') }));

  await world.clock.sleep(takenForDeadMs);
  await resumeDue(world);

  expect(await world.blocking.blocks.all()).toMatchObject([{ correlation: 'block-0002' }]);
  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'unblocked', reason: 'found again' });
  expect(world.announcer.lifts).toMatchObject([{ left: [{ correlation: 'block-0002' }] }]);
});

test('a block that a stalled process records after its successor found nothing to do ends on time all the same', async () => {
  const world = aWorld();
  const append = world.log.append.bind(world.log);
  let isOvertaken = false;
  world.log.append = async (draft) => {
    if (!isOvertaken) {
      isOvertaken = true;
      await world.clock.sleep(takenForDeadMs);
      await resumeDue(world);
    }
    return append(draft);
  };
  await block(world, aBlockOrder());
  expect(world.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' } });

  await world.clock.sleep(5 * 3_600_000);
  await resumeDue(world);

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked', 'block-expired']);
  expect(world.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'over' } });
});
