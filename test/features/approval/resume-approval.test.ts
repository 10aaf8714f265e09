import { expect, test, vi } from 'vitest';
import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import { aWorld, helga, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { type LastDeed, workUntil } from '../../doubles/dying-world.ts';
import { kindsIn, openTasks, resumeAfter, soonMs, staleMs } from '../kick/after-a-crash.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

const lastState = (world: MemoryWorld) => world.announcer.approvals.at(-1)?.state.kind;

test('nobody decides within ten minutes: the request lapses by itself, on the record and in its message', async () => {
  const world = aWorld(backups(1));
  await asked(world);

  await resumeAfter(10 * minuteMs - 1, world);
  expect(kindsIn(world)).toEqual(['approval-requested']);
  await resumeAfter(1, world);

  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'approval-lapsed',
    actor: { id: 'U0HELGA' },
    detail: 'nobody decided in time',
  });
  expect(lastState(world)).toBe('expired');
  expect(world.announcer.stories.at(-1)?.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(await openTasks(world)).toBe(0);
});

test('killed when the request had just been recorded: the next process shows it, and it can be approved', async () => {
  const world = aWorld(backups(1));
  await workUntil(world, { kind: 'recorded', entry: 'approval-requested' }, asked);
  expect(world.announcer.approvals).toEqual([]);

  await resumeAfter(soonMs, world);

  expect(lastState(world)).toBe('open');
  const [entry] = world.announcer.approvals;
  expect(entry && (await approveAs(world, omar, entry.correlation))).toMatchObject({ kind: 'kicked' });
  expect(await openTasks(world)).toBe(0);
});

test('killed before the request was recorded: nobody is asked, and nothing is left to do', async () => {
  const world = aWorld(backups(1));
  await workUntil(world, { kind: 'put down' }, asked);

  await resumeAfter(soonMs, world);

  expect([world.log.entries, world.announcer.approvals]).toEqual([[], []]);
  expect(await openTasks(world)).toBe(0);
});

const deeds: readonly LastDeed[] = [
  { kind: 'recorded', entry: 'approved' },
  { kind: 'announced', entry: 'approved' },
  { kind: 'put down' },
  { kind: 'recorded', entry: 'requested' },
  { kind: 'claimed' },
  { kind: 'terminated' },
  { kind: 'recorded', entry: 'finished' },
  { kind: 'recorded', entry: 'confirmed' },
];

test.each(deeds.map((deed) => [Object.values(deed).join(' '), deed] as const))(
  'killed when an approval had just come to “%s”: one Terminate, one outcome, both people named',
  async (_, deed) => {
    const world = aWorld(backups(1));
    const request = await asked(world);
    await workUntil(world, deed, (mortal) => approveAs(mortal, omar, request));

    await resumeAfter(soonMs, world);
    await resumeAfter(soonMs, world);

    expect(world.vpn.terminations).toHaveLength(1);
    expect(kindsIn(world)).toEqual(['approval-requested', 'approved', 'requested', 'finished', 'confirmed']);
    const ofKick = world.log.entries.slice(2).map(({ detail }) => detail);
    for (const detail of ofKick) expect(detail).toContain('approved by omar (U0OMAR)');
    const shown = world.announcer.shown.at(-1);
    expect(shown && outcomeOf(shown)).toBe('all_ended');
    expect(shown?.authority).toMatchObject({ kind: 'approved', by: { id: 'U0OMAR' } });
    expect(lastState(world)).toBe('approved');
    expect(await openTasks(world)).toBe(0);
  },
);

test('when killed after the approved kick was only queued, carries it out after the queued job is closed', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await workUntil(world, { kind: 'put down' }, (mortal) => approveAs(mortal, omar, request));

  await resumeAfter(soonMs, world);
  await resumeAfter(2_000, world);

  expect(world.vpn.terminations).toHaveLength(1);
  expect(await openTasks(world)).toBe(0);
});

test('killed in the middle of an approved kick: whoever is back under the approved name is kicked again', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  const requested = { kind: 'recorded', entry: 'requested' } as const;
  await workUntil(world, requested, (mortal) => approveAs(mortal, omar, request));
  let left = 1;
  world.vpn.onTerminate = () => {
    if (left === 0) return;
    left -= 1;
    world.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));
  };

  await resumeAfter(soonMs, world);

  expect(world.vpn.terminations).toHaveLength(2);
  expect(await openTasks(world)).toBe(0);
});

test('killed between approval and kick, and away for minutes: it is closed, and nothing ends', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await workUntil(world, { kind: 'recorded', entry: 'approved' }, (mortal) =>
    approveAs(mortal, omar, request),
  );

  await resumeAfter(staleMs, world);

  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'abandoned', actor: { id: 'U0HELGA' } });
  expect(lastState(world)).toBe('abandoned');
  expect(world.vpn.terminations).toEqual([]);
  expect(await openTasks(world)).toBe(0);
});

test('an approved kick whose request cannot be written is begun as soon as it can be', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.log.refuse('requested');
  await approveAs(world, omar, request);
  expect(world.vpn.terminations).toEqual([]);
  world.log.refuse();

  await resumeAfter(soonMs, world);
  await resumeAfter(soonMs, world);

  expect(world.vpn.terminations).toHaveLength(1);
  expect(await openTasks(world)).toBe(0);
});

test('killed between approval and kick: the one who asked is decided about again', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await workUntil(world, { kind: 'recorded', entry: 'approved' }, (mortal) =>
    approveAs(mortal, omar, request),
  );
  world.directory.people.set(helga.id, { ...helga, standing: 'deactivated' });

  await resumeAfter(soonMs, world);

  expect(lastState(world)).toBe('refused');
  expect(world.vpn.terminations).toEqual([]);
  expect(await openTasks(world)).toBe(0);
});

test('a decision that could not be told is told later', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.announcer.isDown = true;
  expect(await declineAs(world, omar, request)).toMatchObject({ isShown: false });
  world.announcer.isDown = false;

  await resumeAfter(soonMs, world);

  expect(lastState(world)).toBe('declined');
  expect(await openTasks(world)).toBe(0);
});

test('a request that could not be shown is shown as soon as it can be', async () => {
  const world = aWorld(backups(1));
  world.announcer.isDown = true;
  await asked(world);
  await resumeAfter(soonMs, world);
  world.announcer.isDown = false;

  await resumeAfter(soonMs, world);

  expect(lastState(world)).toBe('open');
  expect(await world.agenda.state()).toMatchObject({ open: 1 });
});

test('killed while names are posted in the audit channel: the next process posts them, and the request lapses in time', async () => {
  const world = aWorld(backups(1));
  const { announcer } = world;
  const announce = announcer.announce.bind(announcer);
  announcer.announce = () => new Promise(() => {});
  void asked(world);
  await vi.waitFor(() => expect(announcer.approvals).toHaveLength(1));
  announcer.announce = announce;

  await world.clock.sleep(2 * minuteMs);
  await resumeDue(world);
  await world.clock.sleep(8 * minuteMs);
  await resumeDue(world);

  const told = announcer.stories.map((story) => story.at(-1)?.kind);
  expect(told).toEqual(['approval-requested', 'approval-lapsed']);
});

test('a process that was stalled while it approved decides nothing beside its successor', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  const { directory } = world;
  let stalls = 1;
  const stalled = {
    ...world,
    directory: {
      person: async (id: Parameters<typeof directory.person>[0]) => {
        if (id === helga.id && stalls > 0) {
          stalls -= 1;
          await world.clock.sleep(10 * minuteMs);
          await resumeDue(world);
        }
        return directory.person(id);
      },
      lookUpAll: directory.lookUpAll.bind(directory),
      channel: (id: Parameters<typeof directory.channel>[0]) => directory.channel(id),
      membership: directory.membership.bind(directory),
      membersOf: (id: Parameters<typeof directory.membersOf>[0]) => directory.membersOf(id),
      handleOf: directory.handleOf.bind(directory),
      groupCalled: directory.groupCalled.bind(directory),
    },
  };

  await expect(approveAs(stalled, omar, request)).rejects.toMatchObject({ code: 'taken_over' });
  expect(kindsIn(world)).toEqual(['approval-requested', 'approval-lapsed']);
  expect(world.vpn.terminations).toEqual([]);
});
