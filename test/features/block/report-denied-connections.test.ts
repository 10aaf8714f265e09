import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { deniedConnectionReporter } from '../../../src/features/block/report-denied-connections.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { attemptAt } from '../../contract/a-connection-attempt.ts';
import { anApp } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';

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
