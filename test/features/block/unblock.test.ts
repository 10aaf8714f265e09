import { expect, expectTypeOf, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import type { ShownBlocks } from '../../../src/domain/shown-blocks.ts';
import type { findBlocksToLift } from '../../../src/features/block/find-blocks-to-remove.ts';
import { proposeUnblock, type UnblockOrder, unblock } from '../../../src/features/block/unblock.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock, allShown } from '../../contract/a-block.ts';
import { aWorld, helga, secops } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { resumeAfter, soonMs } from '../kick/after-a-crash.ts';
import { blocking } from './a-blocked-world.ts';

function anOrder(given: Partial<UnblockOrder> = {}): UnblockOrder {
  return {
    correlation: correlation('lift-0001'),
    asker: anAsker(helga, 'C0SECOPS'),
    whom: { kind: 'name', name: 'MALLORY@example.com' },
    on: undefined,
    reason: 'laptop found',
    shown: allShown,
    ...given,
  };
}

test('lifts, records, shows and announces every block on a name', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  await world.blocking.blocks.put(aBlock({ correlation: 'request-2', endpoint: lab.id, until: undefined }));
  await world.blocking.blocks.put(aBlock({ name: 'bob' }));

  const result = await unblock(world, anOrder());
  if (result.kind === 'lifted') await result.isShown;

  expect(result).toMatchObject({ kind: 'lifted', report: { left: [] } });
  expect(await world.blocking.blocks.all()).toEqual([aBlock({ name: 'bob' })]);
  expect(world.log.entries).toMatchObject([
    {
      kind: 'unblock-requested',
      target: 'mallory@example.com',
      reason: 'laptop found',
      detail: expect.stringContaining('on lab, until lifted'),
    },
    { kind: 'unblocked', actor: { id: 'U0HELGA' }, channel: { id: 'C0SECOPS' } },
  ]);
  expect(world.announcer.lifts).toHaveLength(1);
  expect(world.announcer.stories).toHaveLength(1);
  expect(await world.agenda.state()).toMatchObject({ open: 0 });
});

test('a button lifts the one block it stands beside, and says what still keeps them out', async () => {
  const world = aWorld();
  const other = aBlock({ correlation: 'request-2' });
  await world.blocking.blocks.put(aBlock());
  await world.blocking.blocks.put(other);

  const result = await unblock(world, anOrder({ whom: { kind: 'block', key: aBlock() } }));

  expect(result).toMatchObject({ report: { lifted: [aBlock()], left: [other] } });
  expect(await world.blocking.blocks.all()).toEqual([other]);
  expect(world.log.entries.at(-1)?.detail).toContain('still blocked: mallory@example.com');
});

test('the blocks of one endpoint can be lifted alone', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  await world.blocking.blocks.put(aBlock({ endpoint: lab.id }));

  await unblock(world, anOrder({ on: 'lab' }));

  expect(await world.blocking.blocks.all()).toEqual([aBlock()]);
});

test('a person is let in by all of their names', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock({ name: 'bob@example.com' }));

  await unblock(world, anOrder({ whom: { kind: 'person', person: personId('U0BOB') } }));

  expect(await world.blocking.blocks.all()).toEqual([]);
});

test('a channel of one endpoint lifts no block that holds everywhere, or elsewhere', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const world = aWorld([], someRules({ channels: [narrow] }));
  const elsewhere = aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0' });
  await world.blocking.blocks.put(aBlock());
  await world.blocking.blocks.put(elsewhere);

  const result = await unblock(world, anOrder());

  expect(result).toEqual({
    kind: 'none',
    names: ['MALLORY@example.com'],
    left: [aBlock()],
    newer: [],
    unshown: [],
  });
  expect(await world.blocking.blocks.all()).toHaveLength(2);
  expect(world.log.entries).toEqual([]);
});

test('a channel of one endpoint is told of no block elsewhere when it lifts its own', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const world = aWorld([], someRules({ channels: [narrow] }));
  await world.blocking.blocks.put(aBlock({ endpoint: lab.id }));
  await world.blocking.blocks.put(aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0', reason: 'secret' }));

  const result = await unblock(world, anOrder());
  if (result.kind === 'lifted') await result.isShown;

  expect(result).toMatchObject({ kind: 'lifted', report: { left: [] } });
  expect(world.announcer.lifts).toMatchObject([{ left: [] }]);
});

test('who may not block may not let in either, and that it was tried is recorded', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());

  const pressed = { kind: 'block', key: aBlock() } as const;
  const result = await unblock(world, anOrder({ asker: anAsker(helga), whom: pressed }));

  expect(result).toMatchObject({ kind: 'refused', refusal: { reason: 'grant_missing' } });
  expect(await world.blocking.blocks.all()).toEqual([aBlock()]);
  expect(world.log.entries).toMatchObject([{ kind: 'refused', target: 'mallory@example.com' }]);
});

test.each(['', '    ', 'why', '\u200B\u200B\u200B\u200B\u200B\u200B'])(
  'without a reason nobody is unblocked: %j',
  async (reason) => {
    const world = aWorld();
    await world.blocking.blocks.put(aBlock());

    expect(await unblock(world, anOrder({ reason }))).toEqual({ kind: 'reason_too_short', minReason: 5 });
    expect(await world.blocking.blocks.all()).toEqual([aBlock()]);
    expect(world.log.entries).toEqual([]);
  },
);

test('what would be unblocked is shown beforehand, with what stays, and nothing is done', async () => {
  const world = aWorld();
  const other = aBlock({ correlation: 'request-2' });
  await world.blocking.blocks.put(aBlock());
  await world.blocking.blocks.put(other);
  const asker = anAsker(helga, 'C0SECOPS');

  const whom = { kind: 'block', key: aBlock() } as const;
  expect(await proposeUnblock(world, { asker, whom, on: undefined })).toMatchObject({
    kind: 'meant',
    meant: [aBlock()],
    left: [other],
  });
  const all = await proposeUnblock(world, {
    asker,
    whom: { kind: 'name', name: aBlock().name },
    on: undefined,
  });
  expect(all).toMatchObject({ kind: 'meant', meant: [{}, {}], left: [] });
  expect(await world.blocking.blocks.all()).toHaveLength(2);
  expect(world.log.entries).toEqual([]);
});

test('blocks cannot be lifted without saying which of them were shown', () => {
  expectTypeOf<UnblockOrder['shown']>().toEqualTypeOf<ShownBlocks>();
  expectTypeOf<Parameters<typeof findBlocksToLift>['length']>().toEqualTypeOf<3>();
});

test('whoever may not unblock is told beforehand, on the record', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());

  const whom = { kind: 'name', name: aBlock().name } as const;
  const proposal = await proposeUnblock(world, { asker: anAsker(helga), whom, on: undefined });

  expect(proposal).toMatchObject({ kind: 'refused', refusal: { reason: 'grant_missing' } });
  expect(world.log.entries).toMatchObject([{ kind: 'refused', target: aBlock().name }]);
});

test('where no block stands, nothing is done and nothing recorded', async () => {
  const world = aWorld();

  expect(await unblock(world, anOrder())).toEqual({
    kind: 'none',
    names: ['MALLORY@example.com'],
    left: [],
    newer: [],
    unshown: [],
  });
  expect(world.log.entries).toEqual([]);
});

test('a block whose time is over is none that could be lifted', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock({ until: new Date('2026-11-02T08:00:00Z') }));

  expect(await unblock(world, anOrder())).toMatchObject({ kind: 'none' });
});

test('an unknown endpoint is asked about, with those there are', async () => {
  const world = aWorld();

  expect(await unblock(world, anOrder({ on: 'lba' }))).toEqual({
    kind: 'unknown_endpoint',
    text: 'lba',
    known: ['prod-eu', 'lab'],
  });
});

test('a record that cannot be written lets nobody in', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  world.log.refuse('unblock-requested');

  await expect(unblock(world, anOrder())).rejects.toMatchObject({ code: 'audit_unwritable' });

  expect(await world.blocking.blocks.all()).toEqual([aBlock()]);
});

test('a list that cannot be changed is said, and the lift is tried again', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  const broken = blocking(world, {
    remove: async () => {
      throw new Failure('blocks_unavailable', 'no answer');
    },
  });

  await expect(unblock(broken, anOrder())).rejects.toMatchObject({ code: 'blocks_unavailable' });

  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['unblock-requested']);
  expect(await world.agenda.state()).toMatchObject({ open: 1 });
});

test('where the outcome cannot be written after the blocks are gone, nobody is told that nothing was done', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  world.log.refuse('unblocked');

  await expect(unblock(world, anOrder())).rejects.toMatchObject({ code: 'store_unconfirmed' });
  expect(await world.blocking.blocks.all()).toEqual([]);

  world.log.refuse();
  await resumeAfter(soonMs, world);
  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['unblock-requested', 'unblocked']);
});

test('a press that is delivered again lifts nothing more', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock());
  await unblock(world, anOrder());

  expect(await unblock(world, anOrder())).toEqual({ kind: 'begun' });
});

test('a block that holds for a directory is lifted by every way to write the name', async () => {
  const world = aWorld();
  await world.blocking.blocks.put(aBlock({ name: 'CORP\\mallory', directories: [lab.id] }));

  expect(await unblock(world, anOrder())).toMatchObject({ kind: 'lifted' });
  expect(await world.blocking.blocks.all()).toEqual([]);
});
