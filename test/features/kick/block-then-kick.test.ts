import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { blockThenKick, kicksOfBlock } from '../../../src/features/kick/block-then-kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext, secops } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { blocking } from '../block/a-block-list.ts';
import { resumeAfter, soonMs } from './after-a-crash.ts';

const mallorys = { username: 'mallory@example.com', commonName: 'mallory@example.com' };
const order = {
  correlation: correlation('both-0001'),
  requester: aRequester(helga, secops.id),
  selection: { targetRef: { kind: 'name', name: 'mallory@example.com' }, on: undefined },
  only: undefined,
  breakGlass: false,
  reason: 'laptop stolen',
  length: { kind: 'until_lifted' },
} as const;
const both = { isBlock: true, isKick: true };

test('a person is blocked before their connections are terminated, so that they cannot reconnect in between', async () => {
  const app = anApp([aConnection(mallorys)]);
  const blockedAtTerminate: boolean[] = [];
  app.vpn.onTerminate = () => {
    blockedAtTerminate.push(app.log.entries.some(({ kind }) => kind === 'blocked'));
  };

  const { blocked, kicked } = await blockThenKick(app, order, both);

  expect(blocked).toMatchObject([{ report: { state: { kind: 'blocked' } } }]);
  expect(kicked?.kind).toBe('kicked');
  expect(blockedAtTerminate).toEqual([true]);
});

test('a failure to write the block does not prevent the kick', async () => {
  const app = anApp([aConnection(mallorys)]);
  const broken = blocking(app, {
    put: async () => {
      throw new Failure('blocks_unavailable', 'no such table');
    },
  });

  const { blocked, kicked } = await blockThenKick(broken, order, both);

  expect(blocked).toMatchObject([{ report: { state: { kind: 'failed' } } }]);
  expect(kicked?.kind).toBe('kicked');
  expect(app.vpn.terminations).toHaveLength(1);
});

test('an actor who may kick and not block terminates the connections, and learns that no one was blocked', async () => {
  const app = anApp([aConnection(mallorys)]);

  const { blocked, kicked } = await blockThenKick(app, { ...order, requester: aRequester(helga) }, both);

  expect(blocked).toMatchObject([{ kind: 'refused', denial: { grant: 'block' } }]);
  expect(kicked?.kind).toBe('kicked');
});

test('the message of the kick shows the block, which has no message of its own', async () => {
  const app = anApp([aConnection(mallorys)]);
  const { now, elapsedMs, sleep } = app.clock;
  // The ten seconds never pass.
  const clock = {
    now: now.bind(app.clock),
    elapsedMs: elapsedMs.bind(app.clock),
    sleep: (ms: number) => (ms === 10_000 ? new Promise<void>(() => {}) : sleep.call(app.clock, ms)),
  };

  const { blocked } = await blockThenKick({ ...app, clock }, order, both);

  const [block] = blocked;
  expect(block?.kind === 'requested' && (await block.isShown)).toBe(true);
  expect(app.announcer.blocks).toEqual([]);
  expect(app.announcer.blocksWithKick).toMatchObject([{ state: { kind: 'blocked' } }]);
});

test.each([
  ['no connection is found', [], {}],
  ['the kick needs approval', someConnections(6, mallorys), {}],
])('the block has a message of its own if %s', async (_title, connections, rules) => {
  const app = anApp(connections, rules);

  await blockThenKick(app, order, both);

  expect(app.announcer.blocks).toMatchObject([{ correlation: 'both-0001-block' }]);
  expect(app.announcer.shown).toEqual([]);
});

test('after ten seconds, the block is shown even if the connections are still being looked up', async () => {
  const app = anApp([aConnection(mallorys)]);
  app.vpn.onTerminate = () => expect(app.announcer.blocks).toHaveLength(1);

  await blockThenKick(app, order, both);

  expect(app.announcer.blocks).toHaveLength(1);
});

test('after a crash, the message of the kick still shows the block', async () => {
  const app = anApp([aConnection(mallorys)]);
  await runUntilCrash(app, { kind: 'terminated' }, (crashing) => blockThenKick(crashing, order, both));

  await resumeAfter(soonMs, app);

  expect(app.announcer.blocksWithKick).toMatchObject([
    { names: ['mallory@example.com'], reason: 'laptop stolen', state: { kind: 'blocked' } },
  ]);
});

test('after a crash, a block without an end still names one name with a comma, and its endpoint', async () => {
  const name = 'Mallory, Eve';
  const app = anApp([aConnection({ username: name, commonName: name })]);
  const selection = { targetRef: { kind: 'name', name }, on: anEndpoint().name } as const;
  await runUntilCrash(app, { kind: 'terminated' }, (crashing) =>
    blockThenKick(crashing, { ...order, selection }, both),
  );
  // A block without an end has no job once it has been reported.
  await completeJobs(app, 'block');

  await resumeAfter(soonMs, app);

  expect(app.announcer.blocksWithKick).toMatchObject([
    { names: [name], endpoints: [{ id: anEndpoint().id }], state: { kind: 'blocked' } },
  ]);
});

async function completeJobs({ jobs }: MemoryContext, kind: string): Promise<void> {
  const term = { now: new Date('2100-01-01'), until: new Date('2100-01-02') };
  for (const { key } of await jobs.ofKind(kind)) {
    const lease = await jobs.claimEarly(key, term);
    if (lease !== undefined) await jobs.complete(lease);
  }
}

test.each([
  ['both-0001-block', ['both-0001', 'both']],
  ['0123456789-block', ['0123456789']],
  ['0123456789-2-block', ['0123456789-2', '0123456789']],
  ['0123456789', []],
])('the block %s may be shown in the messages of the kicks %j', (block, kicks) => {
  expect(kicksOfBlock(correlation(block))).toEqual(kicks);
});

test('the audit log distinguishes the block and the kick of one submission', async () => {
  const app = anApp([aConnection(mallorys)]);

  await blockThenKick(app, order, both);

  const correlations = new Map(app.log.entries.map(({ kind, correlation: request }) => [kind, request]));
  expect(correlations.get('blocked')).toBe('both-0001-block');
  expect(correlations.get('finished')).toBe('both-0001');
});

test.each([
  ['in the scope of the request', 'prod-eu', [anEndpoint().id, anEndpoint().id]],
  ['everywhere, if the request has no scope', undefined, [undefined, undefined]],
])('a ticked possible match is blocked %s, as the target is', async (_title, on, endpoints) => {
  const laptop = aConnection({
    id: connectionId('cvpn-connection-1ab'),
    username: undefined,
    commonName: 'mallory-laptop',
  });
  const app = anApp([aConnection(mallorys), laptop]);
  const selection = { ...order.selection, on };

  await blockThenKick(app, { ...order, selection, also: [laptop.id] }, both);

  const blocks = (await app.blocking.blocks.all()).toSorted((a, b) => a.name.localeCompare(b.name));
  expect(blocks.map(({ name }) => name)).toEqual(['mallory-laptop', 'mallory@example.com']);
  expect(blocks.map(({ endpoint }) => endpoint)).toEqual(endpoints);
});

test('a submission that is delivered again neither blocks nor kicks again', async () => {
  const app = anApp([aConnection(mallorys)]);
  await blockThenKick(app, order, both);

  const again = await blockThenKick(app, order, both);

  expect(again).toMatchObject({ blocked: [{ kind: 'begun' }], kicked: { kind: 'begun' } });
});
