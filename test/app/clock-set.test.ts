import { expect, test } from 'vitest';
import { runDueJobs } from '../../src/app/run-jobs.ts';
import { deniedConnectionReporter } from '../../src/features/block/report-denied-connections.ts';
import { someConnections } from '../builders/a-connection.ts';
import { attemptAt } from '../contract/a-connection-attempt.ts';
import { anApp, type MemoryContext, omar } from '../doubles/an-app.ts';
import type { CrashPoint } from '../doubles/crashing-context.ts';
import { approveAs, asked, backups, minuteMs } from '../features/approval/two-people.ts';
import { crashAfter, kindsIn, lastShown, openJobs, requested } from '../features/kick/after-a-crash.ts';

const hourMs = 60 * minuteMs;

/** Goes on every second with what is due, as a process does. */
async function resumeFor(ms: number, app: MemoryContext): Promise<void> {
  for (let second = 0; second * 1_000 < ms; second += 1) {
    await runDueJobs(app);
    await app.clock.sleep(1_000);
  }
}

test.each<[string, CrashPoint, readonly string[]]>([
  ['after its order', { kind: 'terminated' }, ['requested', 'finished', 'confirmed']],
  ['before its order, so that nobody knows how old it is', requested, ['requested', 'abandoned']],
])(
  'a kick whose process crashed %s has its outcome twenty seconds after the clock was set back',
  async (_, crashPoint, kinds) => {
    const app = anApp(someConnections(1));
    await crashAfter(crashPoint, app);
    app.clock.set(-hourMs);

    await resumeFor(20_000, app);

    expect(kindsIn(app)).toEqual(kinds);
    expect(lastShown(app)).toBe(crashPoint === requested ? 'none_ended' : 'all_ended');
    expect(await openJobs(app)).toBe(0);
  },
);

test('an approval request expires when the clock is set back, and says why', async () => {
  const app = anApp(backups(1));
  await asked(app);

  app.clock.set(-hourMs);
  await runDueJobs(app);

  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'approval-lapsed',
    detail: 'the clock was set back, so its time cannot be told',
  });
  expect(app.announcer.approvals.at(-1)?.state.kind).toBe('clock_set_back');
});

test('no one can approve a request that seems to be from the future', async () => {
  const app = anApp(backups(1));
  const correlation = await asked(app);

  app.clock.set(-hourMs);

  expect(await approveAs(app, omar, correlation)).toMatchObject({
    kind: 'over',
    approval: { state: { kind: 'clock_set_back' } },
  });
  expect(app.vpn.terminations).toEqual([]);
});

test('a clock that is corrected by half a minute lets no request expire', async () => {
  const app = anApp(backups(1));
  const correlation = await asked(app);

  app.clock.set(-minuteMs / 2);

  expect(await approveAs(app, omar, correlation)).toMatchObject({ kind: 'kicked' });
});

test('reports repeated denied connections even when the last report seems to be in the future', async () => {
  const app = anApp();
  const tell = deniedConnectionReporter(app);
  const knock = (second: number) =>
    app.blocking.attempts.report(attemptAt(second, { verdict: 'turned_away' }), 'mallory');
  await knock(0);
  await tell();
  app.clock.set(-hourMs);

  await knock(1);
  await app.clock.sleep(minuteMs);
  await tell();

  expect(kindsIn(app)).toEqual(['turned-away', 'turned-away']);
});
