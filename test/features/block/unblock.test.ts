import { expect, expectTypeOf, test } from 'vitest';
import type { ShownBlocks } from '../../../src/domain/block.ts';
import { Failure } from '../../../src/domain/failure.ts';
import {
  type findBlocksToRemove,
  proposeUnblock,
  type UnblockOrder,
  unblock,
} from '../../../src/features/block/unblock.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock, allShown } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, secops } from '../../doubles/an-app.ts';
import { resumeAfter, soonMs } from '../kick/after-a-crash.ts';
import { blocking } from './a-block-list.ts';

function anOrder(given: Partial<UnblockOrder> = {}): UnblockOrder {
  return {
    correlation: correlation('lift-0001'),
    requester: aRequester(helga, 'C0SECOPS'),
    targetRef: { kind: 'name', name: 'MALLORY@example.com' },
    on: undefined,
    reason: 'laptop found',
    shown: allShown,
    ...given,
  };
}

test('removes, records, shows and announces every block on a name', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(aBlock({ correlation: 'request-2', endpoint: lab.id, until: undefined }));
  await app.blocking.blocks.put(aBlock({ name: 'bob' }));

  const result = await unblock(app, anOrder());
  if (result.kind === 'unblocked') await result.isShown;

  expect(result).toMatchObject({ kind: 'unblocked', report: { left: [] } });
  expect(await app.blocking.blocks.all()).toEqual([aBlock({ name: 'bob' })]);
  expect(app.log.entries).toMatchObject([
    {
      kind: 'unblock-requested',
      target: 'mallory@example.com',
      reason: 'laptop found',
      detail: expect.stringContaining('on lab, until unblocked'),
    },
    { kind: 'unblocked', actor: { id: 'U0HELGA' }, channel: { id: 'C0SECOPS' } },
  ]);
  expect(app.announcer.unblocks).toHaveLength(1);
  expect(app.announcer.threads).toHaveLength(1);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a button removes only its own block, and the other blocks on the name are shown', async () => {
  const app = anApp();
  const other = aBlock({ correlation: 'request-2' });
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(other);

  const result = await unblock(app, anOrder({ targetRef: { kind: 'block', key: aBlock() } }));

  expect(result).toMatchObject({ report: { removed: [aBlock()], left: [other] } });
  expect(await app.blocking.blocks.all()).toEqual([other]);
  expect(app.log.entries.at(-1)?.detail).toContain('still blocked: mallory@example.com');
});

test('the blocks of one endpoint can be removed separately', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(aBlock({ endpoint: lab.id }));

  await unblock(app, anOrder({ on: 'lab' }));

  expect(await app.blocking.blocks.all()).toEqual([aBlock()]);
});

test('unblocking a person removes the blocks on all of their names', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock({ name: 'bob@example.com' }));

  await unblock(app, anOrder({ targetRef: { kind: 'person', person: personId('U0BOB') } }));

  expect(await app.blocking.blocks.all()).toEqual([]);
});

test('a channel limited to one endpoint removes no block on every endpoint, or on another', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = anApp([], someRules({ channels: [narrow] }));
  const elsewhere = aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0' });
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(elsewhere);

  const result = await unblock(app, anOrder());

  expect(result).toEqual({
    kind: 'none',
    names: ['MALLORY@example.com'],
    left: [aBlock()],
    newer: [],
    unshown: [],
    skipped: [],
  });
  expect(await app.blocking.blocks.all()).toHaveLength(2);
  expect(app.log.entries).toEqual([]);
});

test('a channel limited to one endpoint sees no block on another when it removes its own', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = anApp([], someRules({ channels: [narrow] }));
  await app.blocking.blocks.put(aBlock({ endpoint: lab.id }));
  await app.blocking.blocks.put(aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0', reason: 'secret' }));

  const result = await unblock(app, anOrder());
  if (result.kind === 'unblocked') await result.isShown;

  expect(result).toMatchObject({ kind: 'unblocked', report: { left: [] } });
  expect(app.announcer.unblocks).toMatchObject([{ left: [] }]);
});

test('people who may not block may not unblock either, and the attempt is recorded', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());

  const pressed = { kind: 'block', key: aBlock() } as const;
  const result = await unblock(app, anOrder({ requester: aRequester(helga), targetRef: pressed }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'grant_missing' } });
  expect(await app.blocking.blocks.all()).toEqual([aBlock()]);
  expect(app.log.entries).toMatchObject([{ kind: 'refused', target: 'mallory@example.com' }]);
});

test.each(['', '    ', 'why', '\u200B\u200B\u200B\u200B\u200B\u200B'])(
  'no one is unblocked without a reason: %j',
  async (reason) => {
    const app = anApp();
    await app.blocking.blocks.put(aBlock());

    expect(await unblock(app, anOrder({ reason }))).toEqual({ kind: 'reason_too_short', minReason: 5 });
    expect(await app.blocking.blocks.all()).toEqual([aBlock()]);
    expect(app.log.entries).toEqual([]);
  },
);

test('the proposal shows which blocks would be removed and which stay, and does nothing', async () => {
  const app = anApp();
  const other = aBlock({ correlation: 'request-2' });
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(other);
  const requester = aRequester(helga, 'C0SECOPS');

  const targetRef = { kind: 'block', key: aBlock() } as const;
  expect(await proposeUnblock(app, { requester, targetRef, on: undefined })).toMatchObject({
    kind: 'found',
    matching: [aBlock()],
    left: [other],
  });
  const all = await proposeUnblock(app, {
    requester,
    targetRef: { kind: 'name', name: aBlock().name },
    on: undefined,
  });
  expect(all).toMatchObject({ kind: 'found', matching: [{}, {}], left: [] });
  expect(await app.blocking.blocks.all()).toHaveLength(2);
  expect(app.log.entries).toEqual([]);
});

test('removing blocks requires the blocks that were shown', () => {
  expectTypeOf<UnblockOrder['shown']>().toEqualTypeOf<ShownBlocks>();
  expectTypeOf<Parameters<typeof findBlocksToRemove>['length']>().toEqualTypeOf<3>();
});

test('people who may not unblock are denied before the modal opens, and the denial is recorded', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());

  const targetRef = { kind: 'name', name: aBlock().name } as const;
  const proposal = await proposeUnblock(app, { requester: aRequester(helga), targetRef, on: undefined });

  expect(proposal).toMatchObject({ kind: 'refused', denial: { reason: 'grant_missing' } });
  expect(app.log.entries).toMatchObject([{ kind: 'refused', target: aBlock().name }]);
});

test('nothing is done or recorded if there is no active block', async () => {
  const app = anApp();

  expect(await unblock(app, anOrder())).toEqual({
    kind: 'none',
    names: ['MALLORY@example.com'],
    left: [],
    newer: [],
    unshown: [],
    skipped: [],
  });
  expect(app.log.entries).toEqual([]);
});

test('an expired block cannot be removed', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock({ until: new Date('2026-11-02T08:00:00Z') }));

  expect(await unblock(app, anOrder())).toMatchObject({ kind: 'none' });
});

test('an unknown endpoint is answered with the existing ones', async () => {
  const app = anApp();

  expect(await unblock(app, anOrder({ on: 'lba' }))).toEqual({
    kind: 'unknown_endpoint',
    text: 'lba',
    known: ['prod-eu', 'lab'],
  });
});

test('no one is unblocked if the audit log cannot be written', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  app.log.refuse('unblock-requested');

  await expect(unblock(app, anOrder())).rejects.toMatchObject({ code: 'audit_unwritable' });

  expect(await app.blocking.blocks.all()).toEqual([aBlock()]);
});

test('a table that cannot be changed is reported, and the unblock is retried', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  const broken = blocking(app, {
    remove: async () => {
      throw new Failure('blocks_unavailable', 'no answer');
    },
  });

  await expect(unblock(broken, anOrder())).rejects.toMatchObject({ code: 'blocks_unavailable' });

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['unblock-requested']);
  expect(await app.jobs.state()).toMatchObject({ open: 1 });
});

test('the answer does not say that nothing was done if only the outcome cannot be recorded', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  app.log.refuse('unblocked');

  await expect(unblock(app, anOrder())).rejects.toMatchObject({ code: 'store_unconfirmed' });
  expect(await app.blocking.blocks.all()).toEqual([]);

  app.log.refuse();
  await resumeAfter(soonMs, app);
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['unblock-requested', 'unblocked']);
});

test('a click that is delivered again removes nothing more', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock());
  await unblock(app, anOrder());

  expect(await unblock(app, anOrder())).toEqual({ kind: 'begun' });
});

test('a block on a directory user is removed by every spelling of the name', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock({ name: 'CORP\\mallory', directories: [lab.id] }));

  expect(await unblock(app, anOrder())).toMatchObject({ kind: 'unblocked' });
  expect(await app.blocking.blocks.all()).toEqual([]);
});
