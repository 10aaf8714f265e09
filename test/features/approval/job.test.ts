import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import { anApp, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { type CrashPoint, runUntilCrash } from '../../doubles/crashing-context.ts';
import { kindsIn, openJobs, resumeAfter, soonMs, staleMs } from '../kick/after-a-crash.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

const lastState = (app: MemoryContext) => app.announcer.approvals.at(-1)?.state.kind;

test('a request without a decision expires after ten minutes, in the audit log and in its message', async () => {
  const app = anApp(backups(1));
  await asked(app);

  await resumeAfter(10 * minuteMs - 1, app);
  expect(kindsIn(app)).toEqual(['approval-requested']);
  await resumeAfter(1, app);

  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'approval-lapsed',
    actor: { id: 'U0HELGA' },
    detail: 'nobody decided in time',
  });
  expect(lastState(app)).toBe('expired');
  expect(app.announcer.threads.at(-1)?.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(await openJobs(app)).toBe(0);
});

test('people are reminded once, halfway through the time', async () => {
  const app = anApp(backups(1));
  await asked(app);

  await resumeAfter(5 * minuteMs - 1, app);
  expect(app.announcer.reminders).toEqual([]);
  await resumeAfter(1, app);
  expect(app.announcer.reminders).toHaveLength(1);
  await resumeAfter(4 * minuteMs, app);

  expect(app.announcer.reminders).toHaveLength(1);
  await resumeAfter(minuteMs, app);
  expect(lastState(app)).toBe('expired');
});

test('a reminder that could not be posted is posted later', async () => {
  const app = anApp(backups(1));
  await asked(app);
  app.announcer.isDown = true;
  await resumeAfter(5 * minuteMs, app);
  expect(app.announcer.reminders).toEqual([]);

  app.announcer.isDown = false;
  await resumeAfter(minuteMs, app);

  expect(app.announcer.reminders).toHaveLength(1);
});

test.each(['approved', 'declined'] as const)(
  'no one is reminded of a request that was %s',
  async (decision) => {
    const app = anApp(backups(1));
    const request = await asked(app);
    await (decision === 'approved' ? approveAs : declineAs)(app, omar, request);

    await resumeAfter(5 * minuteMs, app);

    expect(app.announcer.reminders).toEqual([]);
  },
);

test('after a crash when the request had just been recorded, the next process shows it, and it can be approved', async () => {
  const app = anApp(backups(1));
  await runUntilCrash(app, { kind: 'recorded', entry: 'approval-requested' }, asked);
  expect(app.announcer.approvals).toEqual([]);

  await resumeAfter(soonMs, app);

  expect(lastState(app)).toBe('open');
  const [entry] = app.announcer.approvals;
  expect(entry && (await approveAs(app, omar, entry.correlation))).toMatchObject({ kind: 'kicked' });
  expect(await openJobs(app)).toBe(0);
});

test('after a crash before the request was recorded, no one is asked, and no job is left', async () => {
  const app = anApp(backups(1));
  await runUntilCrash(app, { kind: 'put down' }, asked);

  await resumeAfter(soonMs, app);

  expect([app.log.entries, app.announcer.approvals]).toEqual([[], []]);
  expect(await openJobs(app)).toBe(0);
});

const crashPoints: readonly CrashPoint[] = [
  { kind: 'recorded', entry: 'approved' },
  { kind: 'announced', entry: 'approved' },
  { kind: 'put down' },
  { kind: 'recorded', entry: 'requested' },
  { kind: 'claimed' },
  { kind: 'terminated' },
  { kind: 'recorded', entry: 'finished' },
  { kind: 'recorded', entry: 'confirmed' },
];

test.each(crashPoints.map((crashPoint) => [Object.values(crashPoint).join(' '), crashPoint] as const))(
  'after a crash when an approval had just reached “%s”, there is one Terminate and one outcome that names both people',
  async (_, crashPoint) => {
    const app = anApp(backups(1));
    const request = await asked(app);
    await runUntilCrash(app, crashPoint, (crashing) => approveAs(crashing, omar, request));

    await resumeAfter(soonMs, app);
    await resumeAfter(soonMs, app);

    expect(app.vpn.terminations).toHaveLength(1);
    expect(kindsIn(app)).toEqual(['approval-requested', 'approved', 'requested', 'finished', 'confirmed']);
    const ofKick = app.log.entries.slice(2).map(({ detail }) => detail);
    for (const detail of ofKick) expect(detail).toContain('approved by omar (U0OMAR)');
    const shown = app.announcer.shown.at(-1);
    expect(shown && outcomeOf(shown)).toBe('all_ended');
    expect(shown?.authority).toMatchObject({ kind: 'approved', by: { id: 'U0OMAR' } });
    expect(lastState(app)).toBe('approved');
    expect(await openJobs(app)).toBe(0);
  },
);

test('after a crash when the approved kick was only queued, it is carried out after the queued job is closed', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await runUntilCrash(app, { kind: 'put down' }, (crashing) => approveAs(crashing, omar, request));

  await resumeAfter(soonMs, app);
  await resumeAfter(2_000, app);

  expect(app.vpn.terminations).toHaveLength(1);
  expect(await openJobs(app)).toBe(0);
});

test('after a crash in the middle of an approved kick, a person who reconnected under the approved name is kicked again', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  const requested = { kind: 'recorded', entry: 'requested' } as const;
  await runUntilCrash(app, requested, (crashing) => approveAs(crashing, omar, request));
  let left = 1;
  app.vpn.onTerminate = () => {
    if (left === 0) return;
    left -= 1;
    app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));
  };

  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toHaveLength(2);
  expect(await openJobs(app)).toBe(0);
});

test('after a crash between approval and kick and minutes without a process, the kick is closed and nothing is terminated', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await runUntilCrash(app, { kind: 'recorded', entry: 'approved' }, (crashing) =>
    approveAs(crashing, omar, request),
  );

  await resumeAfter(staleMs, app);

  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'abandoned', actor: { id: 'U0HELGA' } });
  expect(lastState(app)).toBe('abandoned');
  expect(app.vpn.terminations).toEqual([]);
  expect(await openJobs(app)).toBe(0);
});

test('an approved kick whose request cannot be written begins once it can be', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.log.refuse('requested');
  await approveAs(app, omar, request);
  expect(app.vpn.terminations).toEqual([]);
  app.log.refuse();

  await resumeAfter(soonMs, app);
  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toHaveLength(1);
  expect(await openJobs(app)).toBe(0);
});

test('after a crash between approval and kick, the requester is authorized again', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await runUntilCrash(app, { kind: 'recorded', entry: 'approved' }, (crashing) =>
    approveAs(crashing, omar, request),
  );
  app.directory.people.set(helga.id, { ...helga, accountType: 'deactivated' });

  await resumeAfter(soonMs, app);

  expect(lastState(app)).toBe('refused');
  expect(app.vpn.terminations).toEqual([]);
  expect(await openJobs(app)).toBe(0);
});

test('a decision that could not be announced is announced later', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.announcer.isDown = true;
  expect(await declineAs(app, omar, request)).toMatchObject({ isShown: false });
  app.announcer.isDown = false;

  await resumeAfter(soonMs, app);

  expect(lastState(app)).toBe('declined');
  expect(await openJobs(app)).toBe(0);
});

test('a request that could not be shown is shown once it can be', async () => {
  const app = anApp(backups(1));
  app.announcer.isDown = true;
  await asked(app);
  await resumeAfter(soonMs, app);
  app.announcer.isDown = false;

  await resumeAfter(soonMs, app);

  expect(lastState(app)).toBe('open');
  expect(await app.jobs.state()).toMatchObject({ open: 1 });
});

test('after a crash while names are posted in the audit channel, the next process posts them, and the request expires on time', async () => {
  const app = anApp(backups(1));
  const { announcer } = app;
  const announce = announcer.announce.bind(announcer);
  announcer.announce = () => new Promise(() => {});
  void asked(app);
  await vi.waitFor(() => expect(announcer.approvals).toHaveLength(1));
  announcer.announce = announce;

  await app.clock.sleep(2 * minuteMs);
  await runDueJobs(app);
  await app.clock.sleep(8 * minuteMs);
  await runDueJobs(app);

  const told = announcer.threads.map((thread) => thread.at(-1)?.kind);
  expect(told).toEqual(['approval-requested', 'approval-lapsed']);
});

test('a process that stalled during an approval makes no decision of its own after another took over', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  const { directory } = app;
  let stalls = 1;
  const stalled = {
    ...app,
    directory: {
      person: async (id: Parameters<typeof directory.person>[0]) => {
        if (id === helga.id && stalls > 0) {
          stalls -= 1;
          await app.clock.sleep(10 * minuteMs);
          await runDueJobs(app);
        }
        return directory.person(id);
      },
      lookUpAll: directory.lookUpAll.bind(directory),
      personWithEmail: directory.personWithEmail.bind(directory),
      ownerOfEmail: directory.ownerOfEmail.bind(directory),
      channel: (id: Parameters<typeof directory.channel>[0]) => directory.channel(id),
      membership: directory.membership.bind(directory),
      recentMembership: directory.recentMembership.bind(directory),
      membersOf: (id: Parameters<typeof directory.membersOf>[0]) => directory.membersOf(id),
      recentMembersOf: directory.recentMembersOf.bind(directory),
      handleOf: directory.handleOf.bind(directory),
      groupCalled: directory.groupCalled.bind(directory),
    },
  };

  await expect(approveAs(stalled, omar, request)).rejects.toMatchObject({ code: 'taken_over' });
  expect(kindsIn(app)).toEqual(['approval-requested', 'approval-lapsed']);
  expect(app.vpn.terminations).toEqual([]);
});
