import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { block } from '../../../src/features/block/block.ts';
import { deniedConnectionReporter } from '../../../src/features/block/report-denied-connections.ts';
import { unblock } from '../../../src/features/block/unblock.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { correlation } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { allShown } from '../../contract/a-block.ts';
import { attemptAt } from '../../contract/a-connection-attempt.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, secops } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { aBlockOrder } from './a-block-order.ts';

const laptop = 'mallory-laptop.example.com';
const minuteMs = 60_000;

async function turnAway(app: ReturnType<typeof anApp>, times: number): Promise<void> {
  for (let second = 0; second < times; second += 1)
    await app.blocking.attempts.report(attemptAt(second, { verdict: 'turned_away' }), laptop);
}

test('records and announces a first denied connection, with its source', async () => {
  const app = anApp();
  await turnAway(app, 1);

  await deniedConnectionReporter(app)();

  expect(app.log.entries).toMatchObject([
    {
      kind: 'turned-away',
      actor: { id: 'bouncer' },
      target: laptop,
      endpoint: { id: lab.id, name: 'lab' },
      connections: [{ id: attemptAt(0).connection }],
      detail: 'tried to connect at 2026-11-02 12:00:00 UTC from 203.0.113.7 (Windows)',
    },
  ]);
  expect(app.announcer.threads).toHaveLength(1);
});

test('reports repeated denied connections again after 15 minutes, with their count', async () => {
  const app = anApp();
  const tell = deniedConnectionReporter(app);
  await turnAway(app, 1);
  await tell();

  await turnAway(app, 40);
  await app.clock.sleep(14 * minuteMs);
  await tell();
  expect(app.log.entries).toHaveLength(1);
  await app.clock.sleep(minuteMs);
  await tell();

  expect(app.log.entries).toHaveLength(2);
  expect(app.log.entries.at(-1)?.detail).toMatch(
    /^tried to connect 40 times, most recently at .*; 41 attempts in total$/,
  );
});

test('reports nothing when there were no further denied connections', async () => {
  const app = anApp();
  const tell = deniedConnectionReporter(app);
  await turnAway(app, 1);
  await tell();

  await app.clock.sleep(60 * minuteMs);
  await tell();

  expect(app.log.entries).toHaveLength(1);
});

test('two processes that poll at the same time report it once', async () => {
  const app = anApp();
  await turnAway(app, 3);

  await Promise.all([deniedConnectionReporter(app)(), deniedConnectionReporter(app)()]);

  expect(app.log.entries).toHaveLength(1);
});

test('a crash in the middle leaves one entry, which is announced', async () => {
  const app = anApp();
  await turnAway(app, 1);
  await runUntilCrash(app, { kind: 'recorded', entry: 'turned-away' }, (crashing) =>
    deniedConnectionReporter(crashing)(),
  );

  await app.clock.sleep(15_000);
  await runDueJobs(app);
  await deniedConnectionReporter(app)();

  expect(app.log.entries).toHaveLength(1);
  expect(app.announcer.threads).toHaveLength(1);
});

test('reads the list at most every five seconds', async () => {
  const app = anApp();
  const tell = deniedConnectionReporter(app);
  await tell();
  await turnAway(app, 1);

  await app.clock.sleep(4_999);
  await tell();
  expect(app.log.entries).toEqual([]);

  await app.clock.sleep(1);
  await tell();
  expect(app.log.entries).toHaveLength(1);
});

test('nothing is polled without a table of blocks', async () => {
  await expect(deniedConnectionReporter({ ...anApp(), blocking: undefined })()).resolves.toBeUndefined();
});

const order = aBlockOrder({ targetRef: { kind: 'name', name: laptop } });

test('reports a denied connection in the thread of the block', async () => {
  const app = anApp();
  await block(app, order);
  await turnAway(app, 3);

  await deniedConnectionReporter(app)();

  expect(app.announcer.denied).toEqual([
    {
      seq: app.log.entries.at(-1)?.seq,
      at: new Date(app.log.entries.at(-1)?.at ?? ''),
      block: order.correlation,
      channel: { id: 'C0SECOPS', name: 'secops' },
      name: laptop,
      endpoint: lab,
      attempts: { unreported: 3, total: 3 },
      latest: { at: attemptAt(2).at, publicIp: '203.0.113.7', platform: 'win' },
    },
  ]);
});

test('reports it in the thread of the block that ends last, and not where the block came later', async () => {
  const app = anApp();
  const short = correlation('block-0002');
  await block(app, { ...order, correlation: short, length: { kind: 'for', ms: 3 * 3_600_000 + minuteMs } });
  await block(app, order);
  await turnAway(app, 1);
  await app.clock.sleep(3 * 3_600_000 + minuteMs);
  await block(app, { ...order, correlation: correlation('block-0003'), length: { kind: 'until_lifted' } });

  await deniedConnectionReporter(app)();

  expect(app.announcer.denied.map((report) => report.block)).toEqual([order.correlation]);
});

test('reports it in no thread once the block was removed', async () => {
  const app = anApp();
  await block(app, order);
  await turnAway(app, 1);
  const requester = aRequester(helga, 'C0SECOPS');
  const targetRef = { kind: 'name', name: laptop } as const;
  await unblock(app, {
    ...{ requester, targetRef, on: undefined, reason: 'laptop found' },
    ...{ correlation: correlation('unblock-0001'), shown: allShown },
  });

  await deniedConnectionReporter(app)();

  expect(app.announcer.denied).toEqual([]);
  expect(app.log.entries.at(-1)?.kind).toBe('turned-away');
});

test('a channel that is limited to some endpoints reads no counts, which cover all endpoints', async () => {
  const rules = someRules({ channels: [aChannelRule({ ...secops, endpoints: [lab] })] });
  const app = anApp([], rules);
  await block(app, order);
  await turnAway(app, 3);

  await deniedConnectionReporter(app)();

  expect(app.announcer.denied).toMatchObject([{ endpoint: lab, attempts: undefined }]);
});

test.each([
  ['may no longer block', { allow: ['see' as const] }],
  ['no longer has the endpoint', { endpoints: [anEndpoint()] }],
])('a channel that %s reads nothing in the thread', async (_title, given) => {
  const app = anApp();
  await block(app, order);
  await turnAway(app, 1);
  const rules = { ...app.rules, ...someRules({ channels: [aChannelRule({ ...secops, ...given })] }) };

  await deniedConnectionReporter({ ...app, rules })();

  expect(app.announcer.denied).toEqual([]);
  expect(app.announcer.threads.at(-1)?.[0]?.kind).toBe('turned-away');
});

test('a channel that has been shared with another organization since reads nothing in the thread', async () => {
  const app = anApp();
  await block(app, order);
  await turnAway(app, 1);
  app.directory.channels.set(secops.id, aChannel({ id: secops.id, name: 'secops', isShared: true }));

  await deniedConnectionReporter(app)();

  expect(app.announcer.denied).toEqual([]);
});

test('the report in the audit channel is enough if the thread cannot be found or posted in', async () => {
  const app = anApp();
  await block(app, order);
  await turnAway(app, 1);
  app.announcer.areThreadsLost = true;

  await deniedConnectionReporter(app)();
  await app.clock.sleep(minuteMs);
  await runDueJobs(app);

  expect(app.announcer.denied).toHaveLength(1);
});
