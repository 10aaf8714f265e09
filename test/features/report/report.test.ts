import { addHours } from 'date-fns/addHours';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { subMinutes } from 'date-fns/subMinutes';
import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { EntryDraft } from '../../../src/domain/audit-entry.ts';
import { efforts, gatherReport } from '../../../src/features/report/gather-report.ts';
import { reportScheduler } from '../../../src/features/report/job.ts';
import { report } from '../../../src/features/report/report.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnectionRecord } from '../../builders/a-connection-record.ts';
import { anObservation } from '../../builders/a-usage-series.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, gus, helga, helpdesk, leads, type MemoryContext, secops } from '../../doubles/an-app.ts';

const now = new Date('2026-11-02T09:00:00Z');
const hourMs = hoursToMilliseconds(1);
/** Mondays at ten in Berlin: on the day of the tests, that is now. */
const rule = { channel: secops.id, weekday: 1, hour: 10, minute: 0, zone: 'Europe/Berlin' } as const;

function anAppWithReport(given: Partial<typeof rule> = {}) {
  const app = anApp([], { report: { ...rule, ...given } });
  app.clock.set(-hourMs);
  return app;
}

let made = 0;
function connected(hoursAgo: number, hours: number, given: Parameters<typeof aConnectionRecord>[0] = {}) {
  made += 1;
  const startedAt = subHours(now, hoursAgo);
  const endedAt = addHours(startedAt, hours);
  return aConnectionRecord({
    id: connectionId(`cvpn-connection-${made}b`),
    startedAt,
    endedAt,
    lastSeenAt: endedAt,
    ...given,
  });
}

const gathered = (app: MemoryContext, given: Partial<Parameters<typeof gatherReport>[1]> = {}) =>
  gatherReport(app, {
    channel: secops.id,
    endpoints: [anEndpoint(), lab],
    hasAudit: true,
    effort: efforts.background,
    ...given,
  });

test('reports peak and average of each endpoint, and that one was not observed', async () => {
  const app = anApp();
  for (const [hours, active] of [
    [4, 10],
    [3, 30],
    [2, 10],
  ] as const) {
    const at = subHours(now, hours);
    await app.history.recordObservation({ endpointId: anEndpoint().id, since: subHours(at, 1), at, active });
  }

  const { endpoints } = await gathered(app);

  expect(endpoints).toMatchObject([
    { endpoint: { name: 'prod-eu' }, figures: { peak: { active: 30 }, average: 20 } },
    { endpoint: { name: 'lab' }, figures: undefined },
  ]);
});

test('lists the five longest connections of the week, also those that began before it', async () => {
  const app = anApp();
  const open = connected(24 * 9, 0, { username: 'svc-backup', endedAt: undefined, lastSeenAt: now });
  const short = [1, 2, 3, 4, 5].map((hours) => connected(30, hours, { username: `user-${hours}` }));
  const before = connected(24 * 20, 100, { username: 'long-ago' });
  await app.history.record([open, ...short, before]);

  const { longest, isLongestCut } = await gathered(app);

  expect(longest.map(({ name }) => name)).toEqual(['svc-backup', 'user-5', 'user-4', 'user-3', 'user-2']);
  expect(longest[0]).toMatchObject({ endedAt: undefined, ms: 9 * 24 * hourMs });
  expect(isLongestCut).toBe(false);
});

test('says of a long connection that was only found gone that its end is unknown', async () => {
  const app = anApp();
  await app.history.record([connected(30, 9, { endedBefore: subHours(now, 2) })]);

  expect((await gathered(app)).longest).toMatchObject([
    { endedAt: undefined, isActive: false, ms: 9 * hourMs },
  ]);
});

test('an active connection lasts until its endpoint was last observed, though it was recorded only at its start', async () => {
  const app = anApp();
  const hoursSinceRecorded = (hours: number, given: Parameters<typeof aConnectionRecord>[0]) => {
    const startedAt = subHours(now, hours);
    return connected(hours, 0, { startedAt, lastSeenAt: startedAt, endedAt: undefined, ...given });
  };
  await app.history.record([
    hoursSinceRecorded(20, { username: 'anna' }),
    hoursSinceRecorded(10, { username: 'carla', endpointId: lab.id }),
    hoursSinceRecorded(1, { username: 'later', endpointId: lab.id }),
    connected(30, 9, { username: 'bob' }),
  ]);
  for (const [endpointId, at] of [
    [anEndpoint().id, subDays(now, 1)],
    [anEndpoint().id, subMinutes(now, 3)],
    [lab.id, subHours(now, 2)],
  ] as const)
    await app.history.recordObservation({ endpointId, at, since: subHours(at, 1), active: 1 });

  const { longest } = await gathered(app);

  expect(longest).toMatchObject([
    { name: 'anna', ms: 20 * hourMs - 180_000, isActive: true },
    { name: 'bob', ms: 9 * hourMs, isActive: false },
    { name: 'carla', ms: 8 * hourMs, isActive: false },
    { name: 'later', ms: 0, isActive: false },
  ]);
});

test('looks through as many connections as the effort allows, and says if there are more', async () => {
  const app = anApp();
  const many = Array.from({ length: 2_500 }, (_, minute) => connected(1 + minute / 60, 0.01));
  const oldest = connected(150, 40, { username: 'anna' });
  await app.history.record([...many, oldest]);

  expect((await gathered(app)).longest[0]?.name).toBe('anna');
  const little = await gathered(app, { effort: { ...efforts.interactive, pages: 2 } });
  expect(little.isLongestCut).toBe(true);
});

const inSecops = { channel: { id: 'C0SECOPS', name: 'secops' } };
async function append(app: MemoryContext, ...drafts: readonly Partial<EntryDraft>[]) {
  for (const draft of drafts) await app.log.append(anEntryDraft({ at: now.toISOString(), ...draft }));
}

test('counts kicks and blocks by channel, each request once, and denied connections by name', async () => {
  const app = anApp();
  await append(
    app,
    { ...inSecops, kind: 'requested', correlation: 'old-1', at: subDays(now, 8).toISOString() },
    { ...inSecops, kind: 'requested', correlation: 'kick-1' },
    { ...inSecops, kind: 'requested', correlation: 'kick-1' },
    { ...inSecops, kind: 'requested', correlation: 'kick-2' },
    { ...inSecops, kind: 'blocked', correlation: 'block-1' },
    { channel: { id: 'C0HELPDESK', name: 'helpdesk' }, kind: 'requested', correlation: 'kick-3' },
    { kind: 'turned-away', target: 'mallory', detail: 'tried to connect at 2026-11-02 08:00:00 UTC' },
    {
      kind: 'turned-away',
      target: 'MALLORY',
      detail: 'tried to connect 40 times, most recently at 2026-11-02 08:30:00 UTC; 41 attempts in total',
    },
  );

  expect((await gathered(app)).acts).toMatchObject({
    channels: [
      { channel: 'C0SECOPS', kicks: 2, blocks: 1, unblocks: 0 },
      { channel: 'C0HELPDESK', kicks: 1, blocks: 0, unblocks: 0 },
    ],
    denied: [{ name: 'MALLORY', count: 41 }],
  });
});

test('a channel with limited endpoints sees nothing of other endpoints', async () => {
  const limited = { ...secops, endpoints: [lab] };
  const app = anApp([], { channels: someRules({ channels: [limited] }).channels });
  await append(app, { ...inSecops, kind: 'requested', correlation: 'kick-1' });
  await app.history.record([connected(5, 3)]);

  const result = await report(app, { requester: aRequester(helga, 'C0SECOPS') });

  expect(result).toMatchObject({
    kind: 'reported',
    report: { endpoints: [{ endpoint: lab }], longest: [], acts: { channels: [], denied: [] } },
  });
});

test('what was done is reported only in a channel that may read the audit log', async () => {
  const app = anApp();

  expect(await report(app, { requester: aRequester(helga, 'C0LEADS') })).toMatchObject({
    report: { acts: undefined },
  });
  expect(await report(app, { requester: aRequester(gus, 'C0LEADS') })).toMatchObject({ kind: 'refused' });
});

test('reports the rest if the history or the audit log cannot be read', async () => {
  const app = anApp();
  app.history.find = () => Promise.reject(new Error('full'));
  app.log.newestFirst = () => {
    throw new Error('locked');
  };

  expect((await gathered(app)).missing).toEqual(['history_unavailable', 'audit_unavailable']);
  expect((await gathered({ ...app, history: undefined } as unknown as MemoryContext)).missing).toEqual([
    'history_off',
    'audit_unavailable',
  ]);
});

test('a report is posted when it is due, and again a week later', async () => {
  const app = anAppWithReport();
  const schedule = reportScheduler(app);
  await schedule();
  expect(await runDueJobs(app)).toBe(0);

  await app.clock.sleep(hourMs);
  await runDueJobs(app);
  expect(app.announcer.reports).toMatchObject([{ channel: 'C0SECOPS', zone: 'Europe/Berlin' }]);

  await app.clock.sleep(7 * 24 * hourMs);
  await runDueJobs(app);
  expect(app.announcer.reports).toHaveLength(2);
});

test('several processes schedule one report', async () => {
  const app = anAppWithReport();
  await Promise.all([reportScheduler(app)(), reportScheduler(app)()]);
  await app.clock.sleep(hourMs);

  await Promise.all([runDueJobs(app), runDueJobs(app)]);

  expect(app.announcer.reports).toHaveLength(1);
  expect(await app.jobs.ofKind('report')).toHaveLength(1);
});

test.each([
  [20, 1],
  [30, 0],
])('a report that is %i hours late is posted %i times', async (hours, times) => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep((1 + hours) * hourMs);

  await reportScheduler(app)();
  await runDueJobs(app);

  expect(app.announcer.reports).toHaveLength(times);
  expect(await app.jobs.ofKind('report')).toHaveLength(1);
});

test('a report that Slack refused is gathered and posted again after a few minutes', async () => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);
  app.announcer.isDown = true;
  const tries = vi.spyOn(app.announcer, 'showReport');
  await runDueJobs(app);

  await app.clock.sleep(minutesToMilliseconds(4));
  await runDueJobs(app);
  expect(tries).toHaveBeenCalledTimes(1);

  app.announcer.isDown = false;
  await app.clock.sleep(minutesToMilliseconds(2));
  await runDueJobs(app);
  expect(app.announcer.reports).toHaveLength(1);
});

test('a report waits only seconds for a channel that Slack could not look up', async () => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);
  app.directory.channels.delete(secops.id);
  await runDueJobs(app);

  app.directory.channels.set(secops.id, aChannel({ id: secops.id }));
  await app.clock.sleep(11_000);
  await runDueJobs(app);

  expect(app.announcer.reports).toHaveLength(1);
});

test('no report is posted in a channel that is public by now, nor under a rule that has changed', async () => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);
  app.directory.channels.set(secops.id, aChannel({ id: secops.id, isPrivate: false }));
  await runDueJobs(app);
  expect(app.announcer.reports).toEqual([]);

  await app.clock.sleep(7 * 24 * hourMs);
  await runDueJobs({ ...app, rules: { ...app.rules, report: { ...rule, channel: leads.id } } });
  expect(app.announcer.reports).toEqual([]);
  expect(await app.jobs.ofKind('report')).toEqual([]);
});

test('the weekly report reads the audit log only if its channel may', async () => {
  const app = anAppWithReport({ channel: helpdesk.id as never });
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);

  await runDueJobs(app);

  expect(app.announcer.reports).toMatchObject([{ acts: undefined }]);
});

test('draws the week of each observed endpoint for the thread of the report, once', async () => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);
  await app.history.recordObservation(anObservation(subHours(now, 2), 41));

  await runDueJobs(app);

  expect(app.announcer.reportCharts).toMatchObject([
    [
      {
        name: 'prod-eu-week-2026-11-02.png',
        title: 'Connections to prod-eu, last 7 days',
        altText: expect.stringMatching(/Times in Europe\/Berlin.*peak 41 on Mon 2 Nov 08:00/),
      },
    ],
  ]);
});

test('a report that Slack refused has no charts yet', async () => {
  const app = anAppWithReport();
  await reportScheduler(app)();
  await app.clock.sleep(hourMs);
  app.announcer.isDown = true;

  await runDueJobs(app);

  expect(app.announcer.reportCharts).toEqual([]);
});
