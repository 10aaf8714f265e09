import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { ConnectionRecord } from '../../../src/domain/connection-record.ts';
import type { HistoryRule } from '../../../src/domain/rules.ts';
import { newPlacesWatcher } from '../../../src/features/new-places/watch-places.ts';
import { leaseMs, retryAfterMs } from '../../../src/jobs/complete-job.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnectionRecord } from '../../builders/a-connection-record.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { anApp, leads, type MemoryContext, secops } from '../../doubles/an-app.ts';

const now = new Date('2026-11-02T09:00:00Z');
const rule: HistoryRule = {
  days: 30,
  readsConnectionLog: false,
  notify: secops.id,
  known: ['198.51.100.0/24', '2001:db8:ffff::/48'],
};
let made = 0;
const bobs = (daysAgo: number, given: Partial<ConnectionRecord> = {}): ConnectionRecord => {
  made += 1;
  const startedAt = subMinutes(subDays(now, daysAgo), 10);
  return aConnectionRecord({ id: connectionId(`cvpn-connection-${made}a`), startedAt, ...given });
};

/** Everything on both endpoints is known since `knownDays` ago; Bob has connected on these earlier days. */
async function aHistory(
  earlier: readonly ConnectionRecord[],
  knownDays = 20,
  given: Partial<HistoryRule> = {},
) {
  const app = anApp([], { history: { ...rule, ...given } });
  await app.history.record(earlier);
  for (const { id } of [anEndpoint(), lab])
    await app.history.recordObservation({
      endpointId: id,
      since: subDays(now, knownDays),
      at: now,
      active: 1,
    });
  return { app, onPlaces: newPlacesWatcher(app) };
}

async function noticesAfter(
  { app, onPlaces }: Awaited<ReturnType<typeof aHistory>>,
  ...records: readonly ConnectionRecord[]
) {
  await app.history.record(records);
  await onPlaces(records);
  await runDueJobs(app);
  return app.announcer.newPlaces;
}

const elsewhere = { publicIp: '192.0.2.7' };

test('tells the channel of a connection from an address that the person has not used', async () => {
  const [notice, ...others] = await noticesAfter(await aHistory([bobs(3), bobs(2)]), bobs(0, elsewhere));

  expect(notice).toMatchObject({
    channel: 'C0SECOPS',
    name: 'bob@example.com',
    days: 30,
    places: [{ publicIp: '192.0.2.7', isNewAddress: true, isNewDevice: false, comparedWith: 2 }],
    offers: { kick: true, block: true },
  });
  expect(others).toEqual([]);
});

test('tells the channel of a device with another system, from the usual address', async () => {
  const [notice] = await noticesAfter(
    await aHistory([bobs(3), bobs(2)]),
    bobs(0, { device: { platform: 'mac' } }),
  );

  expect(notice?.places).toMatchObject([{ platform: 'mac', isNewAddress: false, isNewDevice: true }]);
});

test('compares names in every spelling', async () => {
  const history = await aHistory([bobs(3, { username: 'Bob@Example.com' })]);

  expect(await noticesAfter(history, bobs(0))).toEqual([]);
});

test('reports the first connection of a person whose name the history does not know', async () => {
  const [notice] = await noticesAfter(await aHistory([]), bobs(0));

  expect(notice?.places).toMatchObject([{ isNewAddress: true, comparedWith: 0 }]);
});

test('compares only connections of the same user, whoever else has the same certificate', async () => {
  const carlas = { username: 'carla@example.com', commonName: 'bob@example.com', publicIp: '192.0.2.7' };
  const history = await aHistory([bobs(3), bobs(2, carlas)]);
  await history.app.history.record([bobs(0, { ...carlas, publicIp: '192.0.2.99' })]);

  const notices = await noticesAfter(history, bobs(0, elsewhere));

  expect(notices.map(({ places }) => places)).toMatchObject([
    [{ publicIp: '192.0.2.7', isNewAddress: true, comparedWith: 1 }],
  ]);
});

test('compares with all connections of a name that connects all the time', async () => {
  const many = Array.from({ length: 2_500 }, (_, at) => bobs(15 - at / 200));
  const [notice] = await noticesAfter(await aHistory(many), bobs(0, elsewhere));
  expect(notice?.places).toMatchObject([{ publicIp: '192.0.2.7', comparedWith: 2_500 }]);

  const history = await aHistory([bobs(18, elsewhere), ...many]);
  expect(await noticesAfter(history, bobs(0, elsewhere))).toEqual([]);
});

test('reads no more of a name that connects all the time than it needs', async () => {
  const many = Array.from({ length: 2_500 }, (_, at) => bobs(15 - at / 200));
  const history = await aHistory(many);
  const find = vi.spyOn(history.app.history, 'find');

  expect(await noticesAfter(history, bobs(0))).toEqual([]);

  expect(find).toHaveBeenCalledTimes(1);
});

test.each([
  ['is the usual one', { publicIp: '203.0.113.51' }],
  ['is in a known network', { publicIp: '198.51.100.9' }],
  ['is in a known network, with a new device', { publicIp: '2001:db8:ffff::1', device: { platform: 'mac' } }],
  ['is in the usual IPv6 network', { publicIp: '2001:db8:1:2:aaaa::1' }],
])('says nothing if the address %s', async (_, given) => {
  const earlier = [bobs(3), bobs(2, { publicIp: '2001:db8:1:2:bbbb::9' })];

  expect(await noticesAfter(await aHistory(earlier), bobs(0, given))).toEqual([]);
});

test('says nothing while the history is too young, or addresses have only just become known', async () => {
  expect(await noticesAfter(await aHistory([bobs(3)], 5), bobs(0, elsewhere))).toEqual([]);
  expect(await noticesAfter(await aHistory([bobs(0.5)], 1, { days: 4 }), bobs(0, elsewhere))).toHaveLength(1);

  const unknown = [9, 8, 7].map((day) => bobs(day, { publicIp: undefined, device: undefined }));
  expect(await noticesAfter(await aHistory([...unknown, bobs(1)]), bobs(0, elsewhere))).toEqual([]);
});

test('says nothing about connections that a log reports a day later', async () => {
  expect(await noticesAfter(await aHistory([bobs(9)]), bobs(2, elsewhere))).toEqual([]);
});

test('adds a second new place of the same day to the notice', async () => {
  const history = await aHistory([bobs(3)]);
  await noticesAfter(history, bobs(0, elsewhere));
  await history.app.clock.sleep(hoursToMilliseconds(1));
  const later = { publicIp: '192.0.2.99', startedAt: history.app.clock.now() };

  const notices = await noticesAfter(history, bobs(0, later));

  expect(notices.map(({ name, day, places }) => [name, day, places.length])).toEqual([
    ['bob@example.com', '2026-11-02', 1],
    ['bob@example.com', '2026-11-02', 2],
  ]);
});

test('reports a connection of the minute before midnight after it, apart from those of the next day', async () => {
  const history = await aHistory([bobs(3)]);
  await history.app.clock.sleep(minutesToMilliseconds(15 * 60 + 1));
  const before = { ...elsewhere, startedAt: new Date('2026-11-02T23:59:00Z') };
  const after = { publicIp: '192.0.2.99', startedAt: new Date('2026-11-03T00:00:30Z') };

  const notices = await noticesAfter(history, bobs(0, before), bobs(0, after));

  expect(notices.map(({ day, places }) => [day, places.map(({ publicIp }) => publicIp)])).toEqual([
    ['2026-11-02', ['192.0.2.7']],
    ['2026-11-03', ['192.0.2.99']],
  ]);
});

test('offers what the channel is granted, and no block of a protected name', async () => {
  const inLeads = await aHistory([bobs(3)], 20, { notify: leads.id });
  expect((await noticesAfter(inLeads, bobs(0, elsewhere)))[0]?.offers).toEqual({ kick: false, block: false });

  const [notice] = await noticesAfter(
    await aHistory([bobs(3)]),
    bobs(0, { ...elsewhere, username: 'svc-backup' }),
  );
  expect(notice?.offers).toEqual({ kick: true, block: false });
});

const inPublic = (app: MemoryContext) =>
  app.directory.channels.set(secops.id, aChannel({ id: secops.id, isPrivate: false }));

test('says nothing in a public channel, nor about an endpoint that the channel may not see', async () => {
  const history = await aHistory([bobs(3)]);
  inPublic(history.app);
  expect(await noticesAfter(history, bobs(0, elsewhere))).toEqual([]);

  const limited = await aHistory([bobs(3)]);
  const channels = someRules({ channels: [{ ...secops, endpoints: [lab] }] }).channels;
  const app = { ...limited.app, rules: { ...limited.app.rules, channels } };
  const record = bobs(0, elsewhere);
  await limited.app.history.record([record]);
  await limited.onPlaces([record]);
  await runDueJobs(app);
  expect(app.announcer.newPlaces).toEqual([]);
});

test('a notice is tried again until Slack accepts it, for a day', async () => {
  const history = await aHistory([bobs(3)]);
  const { app } = history;
  app.announcer.isDown = true;
  expect(await noticesAfter(history, bobs(0, elsewhere))).toEqual([]);

  app.announcer.isDown = false;
  await app.clock.sleep(minutesToMilliseconds(6));
  await runDueJobs(app);
  expect(app.announcer.newPlaces).toHaveLength(1);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

const manyPeople = (count: number) =>
  Array.from({ length: count }, (_, at) => bobs(0, { username: `user-${at}@example.com` }));

test('while the channel refuses notices, one of them is tried again every few minutes', async () => {
  const history = await aHistory([]);
  const { app } = history;
  app.announcer.isDown = true;
  const tries = vi.spyOn(app.announcer, 'showNewPlaces');
  await noticesAfter(history, ...manyPeople(30));

  await app.clock.sleep(minutesToMilliseconds(2));
  await runDueJobs(app);
  expect(tries).toHaveBeenCalledTimes(1);

  await app.clock.sleep(minutesToMilliseconds(4));
  await runDueJobs(app);
  expect(tries).toHaveBeenCalledTimes(2);
});

test('tells of many people, each once, and lets other jobs run after a few of them', async () => {
  const { app, onPlaces } = await aHistory([]);
  const records = manyPeople(60);
  await app.history.record(records);
  await onPlaces(records);
  await app.clock.sleep(1_000);
  await app.jobs.enqueue({ key: 'other', payload: '[]' }, app.clock.now());
  let toldBefore = 0;
  const complete = app.jobs.complete.bind(app.jobs);
  app.jobs.complete = (lease) => {
    if (lease.job.key === 'other') toldBefore = app.announcer.newPlaces.length;
    return complete(lease);
  };

  await runDueJobs(app);

  expect(toldBefore).toBeLessThanOrEqual(10);
  expect(new Set(app.announcer.newPlaces.map(({ name }) => name)).size).toBe(60);
  expect(app.announcer.newPlaces).toHaveLength(60);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('only one job at a time tells the channel, even if its process crashes', async () => {
  const history = await aHistory([]);
  const { app } = history;
  const records = manyPeople(100);
  await app.history.record(records);
  await history.onPlaces(records);
  const posting = Promise.withResolvers<boolean>();
  const show = vi.spyOn(app.announcer, 'showNewPlaces').mockReturnValueOnce(posting.promise);
  void runDueJobs(app);
  await vi.waitFor(() => expect(show).toHaveBeenCalledTimes(1));

  await runDueJobs(app);
  expect(show).toHaveBeenCalledTimes(1);

  for (const ms of [leaseMs, retryAfterMs]) {
    await app.clock.sleep(ms);
    await runDueJobs(app);
  }
  expect(new Set(app.announcer.newPlaces.map(({ name }) => name)).size).toBe(100);
});

test('without `history.notify`, nothing is looked at', async () => {
  const app = anApp();

  await newPlacesWatcher(app)([bobs(0, elsewhere)]);

  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('many connections at once are looked at in several jobs', async () => {
  const { app, onPlaces } = await aHistory([]);

  await onPlaces(Array.from({ length: 120 }, () => bobs(0)));

  expect(await app.jobs.ofKind('notice')).toHaveLength(3);
});
