import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { block } from '../../../src/features/block/block.ts';
import { unblock } from '../../../src/features/block/unblock.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { correlation } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock, allShown } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, secops } from '../../doubles/an-app.ts';
import { type CrashPoint, runUntilCrash } from '../../doubles/crashing-context.ts';
import { aBlockOrder } from './a-block-order.ts';

const takenForDeadMs = 15_000;

test.each<CrashPoint>([
  { kind: 'recorded', entry: 'block-requested' },
  { kind: 'recorded', entry: 'blocked' },
  { kind: 'announced', entry: 'blocked' },
])('after a crash at $kind $entry, the block is active and reported once', async (crashPoint) => {
  const app = anApp();
  await runUntilCrash(app, crashPoint, (crashing) => block(crashing, aBlockOrder()));

  await app.clock.sleep(takenForDeadMs);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked']);
  expect(await app.blocking.blocks.all()).toMatchObject([{ name: 'mallory@example.com' }]);
  expect(new Set(app.announcer.threads.map(([first]) => first?.seq))).toEqual(new Set([1]));
  expect(app.announcer.blocks.at(-1)).toMatchObject({
    state: { kind: 'blocked' },
    reason: 'laptop stolen',
    until: new Date('2026-11-02T13:00:00Z'),
  });
});

test('a request that no process resumed for minutes is closed as not blocked', async () => {
  const app = anApp();
  await runUntilCrash(app, { kind: 'recorded', entry: 'block-requested' }, (crashing) =>
    block(crashing, aBlockOrder()),
  );

  await app.clock.sleep(121_000);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'abandoned']);
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.announcer.blocks.at(-1)?.state).toEqual({ kind: 'abandoned' });
});

test('a block that was stored before a crash is recorded as blocked, however late', async () => {
  const app = anApp();
  app.log.refuse('blocked');
  await block(app, aBlockOrder());
  expect(app.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' }, isUnrecorded: true });

  app.log.refuse();
  await app.clock.sleep(10 * 60_000);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked']);
  expect(app.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' }, isUnrecorded: false });
});

test('a crash at the end of a block leaves one entry for it', async () => {
  const app = anApp();
  const result = await block(app, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;
  await app.clock.sleep(5 * 3_600_000);
  await runUntilCrash(app, { kind: 'recorded', entry: 'block-expired' }, (crashing) =>
    runDueJobs({ ...crashing, snapshots: app.snapshots }),
  );

  await app.clock.sleep(takenForDeadMs);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked', 'block-expired']);
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.announcer.threads.at(-1)?.map(({ kind }) => kind)).toEqual(['block-expired']);
});

test('a removed block does not expire as well', async () => {
  const app = anApp();
  const result = await block(app, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;
  await unblock(app, {
    correlation: correlation('lift-0001'),
    requester: aRequester(helga, 'C0SECOPS'),
    targetRef: { kind: 'name', name: 'mallory@example.com' },
    on: undefined,
    shown: allShown,
    reason: 'found again',
  });

  await app.clock.sleep(5 * 3_600_000);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).not.toContain('block-expired');
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a resumed unblock shows a channel limited to one endpoint no block on another', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = anApp([], someRules({ channels: [narrow] }));
  await app.blocking.blocks.put(aBlock({ endpoint: lab.id }));
  await app.blocking.blocks.put(aBlock({ endpoint: 'cvpn-endpoint-0123456789abcdef0' }));
  await runUntilCrash(app, { kind: 'recorded', entry: 'unblock-requested' }, (crashing) =>
    unblock(crashing, {
      correlation: correlation('lift-0001'),
      requester: aRequester(helga, 'C0SECOPS'),
      targetRef: { kind: 'name', name: 'mallory@example.com' },
      on: undefined,
      shown: allShown,
      reason: 'found again',
    }),
  );

  await app.clock.sleep(takenForDeadMs);
  await runDueJobs(app);

  expect(app.announcer.unblocks).toMatchObject([{ removed: [{ endpoint: lab.id }], left: [] }]);
});

test('a resumed unblock is carried out, and does not remove blocks written since', async () => {
  const app = anApp();
  await block(app, aBlockOrder());
  await runUntilCrash(app, { kind: 'recorded', entry: 'unblock-requested' }, (crashing) =>
    unblock(crashing, {
      correlation: correlation('lift-0001'),
      requester: aRequester(helga, 'C0SECOPS'),
      targetRef: { kind: 'name', name: 'mallory@example.com' },
      on: undefined,
      shown: allShown,
      reason: 'found again',
    }),
  );
  await block(app, aBlockOrder({ correlation: correlation('block-0002') }));

  await app.clock.sleep(takenForDeadMs);
  await runDueJobs(app);

  expect(await app.blocking.blocks.all()).toMatchObject([{ correlation: 'block-0002' }]);
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'unblocked', reason: 'found again' });
  expect(app.announcer.unblocks).toMatchObject([{ left: [{ correlation: 'block-0002' }] }]);
});

test('a block that a stalled process records after its successor found nothing to do expires on time', async () => {
  const app = anApp();
  const append = app.log.append.bind(app.log);
  let isOvertaken = false;
  app.log.append = async (draft) => {
    if (!isOvertaken) {
      isOvertaken = true;
      await app.clock.sleep(takenForDeadMs);
      await runDueJobs(app);
    }
    return append(draft);
  };
  await block(app, aBlockOrder());
  expect(app.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'blocked' } });

  await app.clock.sleep(5 * 3_600_000);
  await runDueJobs(app);

  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'blocked', 'block-expired']);
  expect(app.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'over' } });
});
