import { addMilliseconds } from 'date-fns/addMilliseconds';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { BoardState } from '../../../src/domain/board.ts';
import type { OneOfSeveral } from '../../../src/domain/target.ts';
import { resumeBoard } from '../../../src/features/board/job.ts';
import { type BoardRequest, startBoard } from '../../../src/features/board/start-board.ts';
import { stopBoard } from '../../../src/features/board/stop-board.ts';
import { leaseMs } from '../../../src/jobs/complete-job.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, groupId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, leads, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';

const platform = groupId('S0PLATFORM');
const minuteMs = minutesToMilliseconds(1);
const request: BoardRequest = {
  requester: aRequester(helga, 'C0LEADS'),
  targets: [{ kind: 'group', group: platform }],
  on: undefined,
  lengthMs: undefined,
};

/** Bob and Omar are in @platform; Bob is connected. */
function aTeam(rules: Parameters<typeof anApp>[1] = {}) {
  const app = anApp([aConnection()], rules);
  app.directory.groups.set(platform, [bob.id, omar.id]);
  app.directory.handles.set(platform, 'platform');
  return app;
}

const start = (app: MemoryContext, given: Partial<BoardRequest> = {}) =>
  startBoard(app, { ...request, ...given }, async () => true);
const latest = ({ announcer }: MemoryContext) => announcer.boards.at(-1);
const namesOn = (state: BoardState | undefined) =>
  state?.kind === 'live' ? state.team.on.map(({ person }) => person.name) : state?.kind;
async function pass(app: MemoryContext, ms: number): Promise<number> {
  await app.clock.sleep(ms);
  return runDueJobs(app);
}

test('a board is posted at once and shows who of a group is connected', async () => {
  const app = aTeam();

  expect(await start(app)).toMatchObject({ kind: 'started', isShown: true });

  expect(latest(app)).toMatchObject({
    kind: 'live',
    about: ['@platform'],
    board: { channel: 'C0LEADS', startedBy: { name: 'helga' } },
    team: { on: [{ person: { name: 'bob' } }], off: [{ name: 'omar' }] },
  });
});

test('a board is updated about once a minute with whoever has connected', async () => {
  const app = aTeam();
  await start(app);
  app.vpn.connect(
    aConnection({ id: connectionId('cvpn-connection-0a'), username: 'omar@example.com', commonName: 'omar' }),
  );

  expect(await pass(app, minuteMs)).toBe(0);
  expect(await pass(app, 2_000)).toBe(1);

  expect(namesOn(latest(app))).toEqual(['bob', 'omar']);
});

test('a board can be about people and VPN names, on one endpoint only', async () => {
  const app = aTeam();
  const targets: readonly OneOfSeveral[] = [
    { kind: 'person', person: bob.id },
    { kind: 'name', name: 'svc-backup' },
  ];
  app.vpn.connect(
    aConnection({
      id: connectionId('cvpn-connection-0b'),
      endpointId: lab.id,
      username: 'SVC-backup',
      commonName: 'backup',
    }),
  );

  await start(app, { targets, on: 'lab' });

  expect(latest(app)).toMatchObject({
    about: ['bob', 'svc-backup'],
    board: { on: 'lab' },
    team: { on: [{ person: { name: 'svc-backup' } }], off: [{ name: 'bob' }], endpoints: [lab] },
  });
});

test('a board that failed to be looked up says so, and goes on', async () => {
  const app = aTeam();
  await start(app);
  app.directory.groups.delete(platform);

  await pass(app, 2 * minuteMs);
  expect(latest(app)).toMatchObject({ kind: 'failing', code: 'slack_refused' });

  app.directory.groups.set(platform, [bob.id]);
  await pass(app, 2 * minuteMs);
  expect(namesOn(latest(app))).toEqual(['bob']);
});

test('a board ends after its time, and then its job is done', async () => {
  const app = aTeam();
  await start(app, { lengthMs: hoursToMilliseconds(1) });

  await pass(app, hoursToMilliseconds(1));

  expect(latest(app)).toMatchObject({ kind: 'ended', end: { why: 'over' } });
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('anyone who can see connections in the channel can stop a board', async () => {
  const app = aTeam();
  await start(app);
  const { board } = latest(app) ?? {};

  const stopped = await stopBoard(app, {
    requester: aRequester(omar, 'C0LEADS'),
    correlation: board?.correlation ?? app.newCorrelation(),
  });

  expect(stopped).toEqual({ kind: 'stopped' });
  expect(latest(app)).toMatchObject({ kind: 'ended', end: { why: 'stopped', by: 'omar' } });
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a board cannot be stopped by a guest, by someone outside a private channel, or from another channel', async () => {
  const app = aTeam();
  await start(app);
  const correlation = latest(app)?.board.correlation ?? app.newCorrelation();
  app.directory.setMembership(channelId('C0LEADS'), omar.id, 'absent');
  const stopAs = (person: typeof omar, channel: string) =>
    stopBoard(app, { requester: aRequester(person, channel), correlation });

  expect(await stopAs(gus, 'C0LEADS')).toMatchObject({ kind: 'refused' });
  expect(await stopAs(omar, 'C0LEADS')).toMatchObject({ kind: 'refused' });
  expect(await stopAs(bob, 'C0SECOPS')).toEqual({ kind: 'over' });
  expect(await app.jobs.state()).toMatchObject({ open: 1 });
});

test('a stop during an update is the last thing that the board shows', async () => {
  const app = aTeam();
  await start(app);
  const correlation = latest(app)?.board.correlation ?? app.newCorrelation();
  app.directory.recentMembersOf = async () => {
    await stopBoard(app, { requester: aRequester(bob, 'C0LEADS'), correlation });
    return [bob.id];
  };

  await pass(app, 2 * minuteMs);

  expect(latest(app)).toMatchObject({ kind: 'ended', end: { why: 'stopped' } });
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a second board for the same people replaces the first, which says so', async () => {
  const app = aTeam();
  await start(app);
  await start(app, { requester: aRequester(omar, 'C0LEADS') });

  const [first, end, second] = app.announcer.boards;
  expect(end).toMatchObject({ kind: 'ended', board: first?.board, end: { why: 'replaced', by: 'omar' } });
  expect(second?.board.correlation).not.toBe(first?.board.correlation);
  expect(await app.jobs.ofKind('board')).toHaveLength(1);
});

test('a board that was replaced says so even if the process crashes once the newer one is in the queue', async () => {
  const app = aTeam();
  await start(app);
  const first = latest(app)?.board;
  vi.spyOn(app.jobs, 'enqueue').mockImplementationOnce(async (job, due) => {
    await app.jobs.enqueue(job, due);
    throw new Error('crashed');
  });
  await expect(start(app)).rejects.toThrow('crashed');

  await pass(app, leaseMs);

  const ofFirst = app.announcer.boards.filter(({ board }) => board.correlation === first?.correlation);
  expect(ofFirst).toMatchObject([{ kind: 'live' }, { kind: 'ended', end: { why: 'replaced' } }]);
  expect(app.announcer.boards).toHaveLength(3);
  expect(await app.jobs.ofKind('board')).toHaveLength(1);
});

test.each(['the end first', 'the update first'])(
  'a board that was stopped stays stopped if the process crashes once the end is in the queue: %s',
  async (order) => {
    const app = aTeam();
    await start(app);
    const { correlation = app.newCorrelation() } = latest(app)?.board ?? {};
    vi.spyOn(app.jobs, 'complete').mockImplementationOnce(async () => {
      throw new Error('crashed');
    });
    const stopping = stopBoard(app, { requester: aRequester(bob, 'C0LEADS'), correlation });
    await expect(stopping).rejects.toThrow('crashed');
    await app.clock.sleep(leaseMs);
    const [live, end] = (await app.jobs.ofKind('board')).toSorted((a, b) => b.key.length - a.key.length);
    const first = await app.jobs.claimEarly((order === 'the end first' ? end : live)?.key ?? '', {
      now: app.clock.now(),
      until: addMilliseconds(app.clock.now(), leaseMs),
    });
    if (first !== undefined) await resumeBoard(app, first);

    await runDueJobs(app);
    await pass(app, 2 * minuteMs);

    expect(latest(app)).toMatchObject({ kind: 'ended', end: { why: 'stopped' } });
    expect(await app.jobs.state()).toMatchObject({ open: 0 });
  },
);

test('the end of a board is shown later if Slack does not accept it at once', async () => {
  const app = aTeam();
  await start(app, { lengthMs: hoursToMilliseconds(1) });
  app.announcer.isDown = true;
  await pass(app, hoursToMilliseconds(1));
  expect(latest(app)?.kind).toBe('live');

  app.announcer.isDown = false;
  await pass(app, 2 * minuteMs);

  expect(latest(app)).toMatchObject({ kind: 'ended', end: { why: 'over' } });
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a board whose end nobody can see any more is given up', async () => {
  const app = aTeam();
  await start(app);
  app.announcer.isDown = true;
  app.directory.hide(channelId('C0LEADS'));

  for (let minutes = 0; minutes < 14; minutes += 2) await pass(app, 2 * minuteMs);

  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

const inLeads = (given: Parameters<typeof aChannel>[0]) => (app: MemoryContext) =>
  app.directory.channels.set(
    channelId('C0LEADS'),
    aChannel({ id: channelId('C0LEADS'), name: 'leads', ...given }),
  );

test.each([
  ['the channel is made public', inLeads({ isPrivate: false }), 'channel_exposed'],
  ['the channel is shared', inLeads({ isShared: true }), 'channel_exposed'],
  ['the channel is archived', inLeads({ isArchived: true }), 'channel_archived'],
  [
    'its starter is deactivated',
    (app: MemoryContext) => app.directory.people.set(helga.id, { ...helga, accountType: 'deactivated' }),
    'starter_not_allowed',
  ],
  [
    'its starter leaves the channel',
    (app: MemoryContext) => app.directory.setMembership(channelId('C0LEADS'), helga.id, 'absent'),
    'starter_not_allowed',
  ],
] as const)('a board ends when %s', async (_, change, why) => {
  const app = aTeam();
  await start(app);
  change(app);

  await pass(app, 2 * minuteMs);

  expect(latest(app)).toMatchObject({ kind: 'ended', end: { why } });
});

test('a board ends when its channel loses the grant, or its endpoint, in the configuration', async () => {
  const app = aTeam();
  await start(app, { on: 'lab' });
  const without = (given: Parameters<typeof aChannelRule>[0]) => ({
    ...app,
    rules: someRules({ channels: [aChannelRule({ ...leads, ...given })] }),
  });

  await app.clock.sleep(2 * minuteMs);
  await runDueJobs(without({ endpoints: leads.endpoints.filter(({ id }) => id !== lab.id) }));
  expect(latest(app)).toMatchObject({ end: { why: 'endpoint_gone' } });

  await start(app);
  await app.clock.sleep(2 * minuteMs);
  await runDueJobs(without({ allow: [] }));
  expect(latest(app)).toMatchObject({ end: { why: 'channel_not_allowed' } });
});

test('a board waits while Slack cannot say whether it is still allowed', async () => {
  const app = aTeam();
  await start(app);
  app.directory.setMembership(channelId('C0LEADS'), helga.id, 'unverifiable');

  await pass(app, 2 * minuteMs);
  expect(app.announcer.boards).toHaveLength(1);

  app.directory.setMembership(channelId('C0LEADS'), helga.id, 'member');
  await pass(app, 2 * minuteMs);
  expect(app.announcer.boards).toHaveLength(2);
});

test('a board shows only endpoints that its channel may see', async () => {
  const channels = [secops, { ...leads, endpoints: [lab] }];
  const app = aTeam({ channels: someRules({ channels }).channels });

  await start(app);

  expect(latest(app)).toMatchObject({ team: { on: [], endpoints: [lab] } });
  expect(await start(app, { on: 'prod-eu' })).toMatchObject({
    kind: 'refused',
    denial: { reason: 'endpoint_elsewhere' },
  });
});

test('no board is started by a guest, in a public channel, or where Bouncer may not post', async () => {
  const app = aTeam();

  expect(await start(app, { requester: aRequester(gus, 'C0LEADS') })).toMatchObject({ kind: 'refused' });
  expect(await start(app, { requester: aRequester(helga, 'C0GENERAL') })).toMatchObject({ kind: 'refused' });
  expect(await startBoard(app, request, async () => false)).toEqual({ kind: 'unpostable' });
  inLeads({ isPrivate: false })(app);
  expect(await start(app)).toMatchObject({ kind: 'refused', denial: { reason: 'channel_public' } });
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

const boardOf = (index: number, channel: string): Partial<BoardRequest> => ({
  requester: aRequester(helga, channel),
  targets: [{ kind: 'name', name: `name-${index}` }],
});

test('a channel has five boards at most', async () => {
  const app = aTeam();
  for (let index = 0; index < 5; index += 1) await start(app, boardOf(index, 'C0LEADS'));

  expect(await start(app, boardOf(5, 'C0LEADS'))).toEqual({ kind: 'too_many', most: 5 });
  expect(await start(app, boardOf(4, 'C0LEADS'))).toMatchObject({ kind: 'started' });
});

test('all boards together are updated about ten times a minute', async () => {
  const app = aTeam();
  for (const channel of ['C0LEADS', 'C0SECOPS', 'C0HELPDESK'])
    for (let index = 0; index < 5; index += 1) await start(app, boardOf(index, channel));
  await pass(app, 3 * minuteMs);

  const before = app.announcer.boards.length;
  for (let minute = 0; minute < 10; minute += 1) await pass(app, minuteMs);

  const perMinute = (app.announcer.boards.length - before) / 10;
  expect(perMinute).toBeGreaterThan(4);
  expect(perMinute).toBeLessThanOrEqual(10);
});
