import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { block } from '../../../src/features/block/block.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, correlation, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, leads, secops } from '../../doubles/an-app.ts';
import { resumeAfter, soonMs } from '../kick/after-a-crash.ts';
import { blocking } from './a-block-list.ts';
import { aBlockOrder } from './a-block-order.ts';

const held = { status: 'available', authentication: ['certificate'], connectHandler: 'bouncer' } as const;

function aHeldApp(...given: Parameters<typeof anApp>) {
  const app = anApp(...given);
  for (const { id } of [anEndpoint(), lab]) app.vpn.factsOf.set(id, { ...held, sessionTimeoutHours: 24 });
  return app;
}

test('a block is stored for every endpoint, until the requested time', async () => {
  const app = aHeldApp();

  const result = await block(app, aBlockOrder());

  expect(result).toMatchObject({ kind: 'requested', report: { state: { kind: 'blocked' }, gaps: [] } });
  expect(await app.blocking.blocks.all()).toEqual([
    {
      name: 'mallory@example.com',
      endpoint: undefined,
      until: new Date('2026-11-02T13:00:00Z'),
      reason: 'laptop stolen',
      by: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
      at: new Date('2026-11-02T09:00:00Z'),
      correlation: 'block-0001',
    },
  ]);
});

test('a block is recorded as requested before it is stored, and as blocked afterwards', async () => {
  const app = aHeldApp();
  const kindsWhenPut: (readonly string[])[] = [];
  const { blocks } = app.blocking;
  const watched = blocking(app, {
    put: async (one) => {
      kindsWhenPut.push(app.log.entries.map(({ kind }) => kind));
      await blocks.put(one);
    },
  });

  await block(watched, aBlockOrder());

  expect(kindsWhenPut).toEqual([['block-requested']]);
  expect(app.log.entries).toMatchObject([
    { kind: 'block-requested', target: 'mallory@example.com', reason: 'laptop stolen' },
    {
      kind: 'blocked',
      actor: { id: 'U0HELGA' },
      channel: { id: 'C0SECOPS' },
      detail: 'until 2026-11-02 13:00:00 UTC, on every endpoint',
    },
  ]);
});

test('a person’s name in several spellings is blocked once', async () => {
  const names = ['bob@example.com', 'Bob@Example.com ', 'bob-laptop', '\u200Bbob-laptop'];
  const map = new Map([[personId('U0BOB'), names]]);
  const app = aHeldApp([], { people: { match: 'map', map } });

  await block(app, aBlockOrder({ targetRef: { kind: 'person', person: personId('U0BOB') } }));

  const blocked = (await app.blocking.blocks.all()).map(({ name }) => name);
  expect(blocked).toEqual(['bob@example.com', 'bob-laptop']);
  expect(app.log.entries[0]).toMatchObject({ target: 'bob@example.com, bob-laptop' });
});

test('the outcome is shown where the block was requested, and announced', async () => {
  const app = aHeldApp();

  const result = await block(app, aBlockOrder());

  expect(result.kind === 'requested' && (await result.isShown)).toBe(true);
  expect(app.announcer.blocks).toMatchObject([
    { state: { kind: 'blocked' }, names: ['mallory@example.com'] },
  ]);
  expect(app.announcer.threads.map((thread) => thread.map(({ kind }) => kind))).toEqual([
    ['block-requested', 'blocked'],
  ]);
});

test('a block without an end leaves no job in the queue', async () => {
  const app = aHeldApp();

  const result = await block(app, aBlockOrder({ length: { kind: 'until_lifted' } }));
  if (result.kind === 'requested') await result.isShown;

  expect(await app.blocking.blocks.all()).toMatchObject([{ until: undefined }]);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('all names of a person are blocked', async () => {
  const map = new Map([[personId('U0BOB'), ['bob-laptop.example.com']]]);
  const app = aHeldApp([], { people: { match: 'email', map } });

  await block(app, aBlockOrder({ targetRef: { kind: 'person', person: personId('U0BOB') } }));

  const blocks = await app.blocking.blocks.all();
  expect(blocks.map(({ name }) => name)).toEqual(['bob@example.com', 'bob-laptop.example.com']);
  expect(app.log.entries[0]?.target).toBe('bob@example.com, bob-laptop.example.com');
});

test('a connection is blocked by its name', async () => {
  const id = connectionId('cvpn-connection-0aaa');
  const app = aHeldApp([aConnection({ id, username: undefined, commonName: 'mallory-laptop' })]);

  await block(app, aBlockOrder({ targetRef: { kind: 'connection', connection: id } }));
  const gone = connectionId('cvpn-connection-0bbb');
  const answer = await block(
    app,
    aBlockOrder({
      targetRef: { kind: 'connection', connection: gone },
      correlation: correlation('block-0002'),
    }),
  );

  expect(await app.blocking.blocks.all()).toMatchObject([{ name: 'mallory-laptop' }]);
  expect(answer).toEqual({ kind: 'no_name' });
});

test('a block on one endpoint covers only that one', async () => {
  const app = aHeldApp();

  await block(app, aBlockOrder({ on: 'LAB' }));

  expect(await app.blocking.blocks.all()).toMatchObject([{ endpoint: lab.id }]);
  expect(app.log.entries.at(-1)).toMatchObject({ endpoint: { name: 'lab' } });
});

test('a block on the only endpoint does not cover endpoints that are added later', async () => {
  const app = aHeldApp([], someRules({ endpoints: [lab], channels: [{ ...secops, endpoints: [lab] }] }));

  await block(app, aBlockOrder({ on: 'lab' }));

  expect(await app.blocking.blocks.all()).toMatchObject([{ endpoint: lab.id }]);
});

test('a channel that can block on some endpoints blocks on those alone', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = aHeldApp([], someRules({ channels: [narrow] }));

  await block(app, aBlockOrder());

  expect(await app.blocking.blocks.all()).toMatchObject([{ endpoint: lab.id }]);
});

test.each([
  ['C0HELPDESK', 'grant_missing'],
  [leads.id, 'grant_missing'],
  ['C0GENERAL', 'channel_unknown'],
])('a block in %s is denied, and the attempt is recorded', async (channel, reason) => {
  const app = aHeldApp();

  const result = await block(app, aBlockOrder({ requester: aRequester(helga, channelId(channel)) }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason, grant: 'block' } });
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.log.entries).toMatchObject([{ kind: 'refused', detail: `${reason} (block)` }]);
});

test('a protected name cannot be blocked without an approval', async () => {
  const app = aHeldApp();

  const result = await block(app, aBlockOrder({ targetRef: { kind: 'name', name: 'SVC-backup' } }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'name_protected' } });
  expect(await app.blocking.blocks.all()).toEqual([]);
});

test('a reason that is too short is rejected', async () => {
  const app = aHeldApp();

  for (const reason of ['  ab ', '\u200B\u200B\u200B\u200B\u200B\u200B', 'a \u2060 b \u2060'])
    expect(await block(app, aBlockOrder({ reason }))).toEqual({ kind: 'reason_too_short', minReason: 5 });
  expect(app.log.entries).toEqual([]);
});

test('the report names endpoints on which the block has no effect, each with the reason', async () => {
  const app = aHeldApp();
  app.vpn.factsOf.set(lab.id, { ...held, connectHandler: 'none', sessionTimeoutHours: 24 });

  const result = await block(app, aBlockOrder());

  expect(result).toMatchObject({ report: { gaps: [{ endpoint: { name: 'lab' }, why: 'none' }] } });
  expect(app.log.entries.at(-1)?.detail).toContain('no effect on lab (no connect handler)');
});

test('an endpoint that AWS cannot describe counts as one on which it may have no effect', async () => {
  const app = aHeldApp();
  app.vpn.fail({ method: 'facts', code: 'aws_unreachable', on: lab });

  const result = await block(app, aBlockOrder());

  expect(result).toMatchObject({
    report: { state: { kind: 'blocked' }, gaps: [{ endpoint: { name: 'lab' }, why: 'unknown' }] },
  });
});

test('two blocks on one name are both active, and the report of the second names the first', async () => {
  const app = aHeldApp();
  await block(app, aBlockOrder());

  const length = { kind: 'until_lifted' } as const;
  const result = await block(app, aBlockOrder({ correlation: correlation('block-0002'), length }));

  expect(result).toMatchObject({ report: { others: [{ correlation: 'block-0001' }] } });
  expect(await app.blocking.blocks.all()).toHaveLength(2);
  expect(app.log.entries.filter(({ kind }) => kind === 'blocked')).toHaveLength(2);
});

test('a channel limited to one endpoint sees no block on another, neither before nor after its own begins or expires', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = aHeldApp([], someRules({ channels: [narrow] }));
  const elsewhere = { until: undefined, endpoint: 'cvpn-endpoint-0123456789abcdef0' };
  await app.blocking.blocks.put(aBlock({ correlation: 'block-0009', ...elsewhere }));
  const { requester, selection } = aBlockOrder();

  const proposal = await proposeBlock(app, { requester, selection });
  const result = await block(app, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;
  await app.clock.sleep(5 * 3_600_000);
  await runDueJobs(app);

  expect(proposal).toMatchObject({ kind: 'found', others: [] });
  expect(result).toMatchObject({ report: { others: [] } });
  expect(app.announcer.blocks.at(-1)).toMatchObject({ state: { kind: 'over' }, others: [] });
  const expired = app.log.entries.at(-1);
  expect([expired?.kind, expired?.detail]).toEqual(['block-expired', undefined]);
});

test('a table that cannot be written is reported loudly, and recorded as not blocked', async () => {
  const app = aHeldApp();
  const broken = blocking(app, {
    put: async () => {
      throw new Failure('blocks_unavailable', 'no such table');
    },
  });

  const result = await block(broken, aBlockOrder());

  expect(result).toMatchObject({ report: { state: { kind: 'failed', code: 'blocks_unavailable' } } });
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['block-requested', 'failed']);
  expect(app.announcer.blocks).toMatchObject([{ state: { kind: 'failed' } }]);
});

test('no block is stored if the audit log cannot be written, and nothing throws', async () => {
  const app = aHeldApp();
  app.log.refuse('block-requested');

  const result = await block(app, aBlockOrder());

  expect(result).toEqual({ kind: 'failed', code: 'audit_unwritable' });
  expect(await app.blocking.blocks.all()).toEqual([]);
  app.log.refuse();
  await resumeAfter(soonMs, app);
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('the answer says that no one can be blocked without a table of blocks', async () => {
  const app = { ...aHeldApp(), blocking: undefined };

  expect(await block(app, aBlockOrder())).toEqual({ kind: 'no_list' });
  expect(app.log.entries).toEqual([]);
});

test('the same request, delivered again, writes no second block', async () => {
  const app = aHeldApp();
  await block(app, aBlockOrder());

  expect(await block(app, aBlockOrder())).toEqual({ kind: 'begun' });
  expect(app.log.entries).toHaveLength(2);
});

test('a block expires on time, which is recorded, shown and announced', async () => {
  const app = aHeldApp();
  const result = await block(app, aBlockOrder());
  if (result.kind === 'requested') await result.isShown;

  await app.clock.sleep(4 * 3_600_000 + 4_999);
  expect(await runDueJobs(app)).toBe(0);
  await app.clock.sleep(1);
  await runDueJobs(app);

  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'block-expired',
    actor: { id: 'bouncer' },
    target: 'mallory@example.com',
    reason: 'laptop stolen',
  });
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.announcer.blocks.at(-1)?.state).toEqual({ kind: 'over' });
  expect(app.announcer.threads.at(-1)?.map(({ kind }) => kind)).toEqual(['block-expired']);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('the report of an expired block names another block on the name that is still active', async () => {
  const app = aHeldApp();
  await block(app, aBlockOrder());
  const length = { kind: 'until_lifted' } as const;
  const second = await block(app, aBlockOrder({ correlation: correlation('block-0002'), length }));
  if (second.kind === 'requested') await second.isShown;

  await app.clock.sleep(5 * 3_600_000);
  await runDueJobs(app);

  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'block-expired',
    detail: 'still blocked: mallory@example.com on every endpoint, until unblocked',
  });
  expect(await app.blocking.blocks.all()).toMatchObject([{ correlation: 'block-0002' }]);
});

const directory = { ...held, authentication: ['directory'], sessionTimeoutHours: 24 } as const;

test('a block covers every spelling of a name on a directory endpoint, and the audit log says so', async () => {
  const app = aHeldApp();
  app.vpn.factsOf.set(lab.id, directory);

  const result = await block(app, aBlockOrder());

  expect(await app.blocking.blocks.all()).toMatchObject([{ endpoint: undefined, directories: [lab.id] }]);
  expect(result).toMatchObject({ report: { directories: [lab] } });
  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'blocked',
    detail: 'until 2026-11-02 13:00:00 UTC, on every endpoint; every spelling of the user name on lab',
  });
});

test('a block covers only the whole name on other endpoints', async () => {
  const app = aHeldApp();
  app.vpn.factsOf.set(lab.id, directory);

  await block(app, aBlockOrder({ on: 'prod-eu' }));

  const [stands] = await app.blocking.blocks.all();
  expect(stands).not.toHaveProperty('directories');
});

test('a block covers the whole name at once while AWS cannot say how people sign in', async () => {
  const app = aHeldApp();
  app.vpn.fail({ method: 'facts', code: 'aws_denied' });

  const result = await block(app, aBlockOrder());

  expect(result).toMatchObject({ report: { state: { kind: 'blocked' } } });
  expect(await app.blocking.blocks.all()).toHaveLength(1);
});

test.each([
  ['CORP\\svc-backup', 'svc-*', undefined],
  ['backup@corp.example', 'backup', 'lab'],
  ['backup', 'CORP\\backup', 'lab'],
])('the name %s cannot be blocked where %s is protected', async (name, pattern, on) => {
  const app = anApp([], { protected: [pattern] });
  app.vpn.factsOf.set(lab.id, directory);

  const result = await block(app, aBlockOrder({ targetRef: { kind: 'name', name }, ...(on && { on }) }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'name_protected' } });
  expect(await app.blocking.blocks.all()).toEqual([]);
});

test('a name that only looks like a protected one can be blocked on endpoints without a directory', async () => {
  const app = aHeldApp([], { protected: ['backup'] });

  const result = await block(
    app,
    aBlockOrder({ targetRef: { kind: 'name', name: 'backup@partner.example' } }),
  );

  expect(result).toMatchObject({ report: { state: { kind: 'blocked' } } });
});

test('a block names the other blocks that apply on its endpoints, and where, but none on other endpoints', async () => {
  const app = aHeldApp();
  await app.blocking.blocks.put(aBlock({ correlation: 'on-lab', endpoint: lab.id }));
  await app.blocking.blocks.put(aBlock({ correlation: 'everywhere' }));
  const names = (others: readonly { endpointName?: string | undefined }[]) =>
    others.map(({ endpointName }) => endpointName);

  const onProd = aBlockOrder({ on: 'prod-eu' });
  const onLab = aBlockOrder({ on: 'lab', correlation: correlation('block-0002') });
  const proposal = await proposeBlock(app, onProd);
  const [prodBlock, labBlock] = [await block(app, onProd), await block(app, onLab)];

  expect(proposal).toMatchObject({ others: [{ correlation: 'everywhere' }] });
  expect(prodBlock).toMatchObject({ report: { others: [{ correlation: 'everywhere' }] } });
  expect(labBlock.kind === 'requested' && names(labBlock.report.others)).toEqual(['lab', undefined]);
});
