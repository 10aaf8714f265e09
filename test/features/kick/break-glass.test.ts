import { expect, test } from 'vitest';
import type { PersonId } from '../../../src/domain/ids.ts';
import { kick, proposeKick } from '../../../src/features/kick/kick.ts';
import { taskFrom } from '../../../src/features/kick/kick-job.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { correlation, groupId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aWorld, helga, helpdesk, leads, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { workUntil } from '../../doubles/dying-world.ts';
import { backups } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';
import { openTasks, resumeAfter, soonMs } from './after-a-crash.ts';

const responders = groupId('S0RESPONDERS');
const breaking = (given = {}) =>
  aKickOrder({ whom: { kind: 'name', name: 'svc-backup' }, breakGlass: true, ...given });
const kindsIn = (world: MemoryWorld) => world.log.entries.map(({ kind }) => kind);

function aWorldWith(people: readonly PersonId[], members?: readonly PersonId[]): MemoryWorld {
  const rules = someRules({
    channels: [helpdesk, leads],
    breakGlass: { people, groups: members === undefined ? [] : [responders] },
  });
  const world = aWorld(backups(1), rules);
  if (members !== undefined) world.directory.groups.set(responders, members);
  return world;
}

test.each([
  ['who is named', aWorldWith([helga.id])],
  ['who is in a group that is named', aWorldWith([], [omar.id, helga.id])],
])(
  'somebody %s needs no second person, and that is recorded before the act and in each entry',
  async (_, world) => {
    const result = await kick(world, breaking());

    expect(result).toMatchObject({ kind: 'kicked', kick: { authority: { kind: 'break_glass' } } });
    expect(kindsIn(world)).toEqual(['break-glass', 'requested', 'finished', 'confirmed']);
    expect(world.log.entries[0]).toMatchObject({
      actor: { id: 'U0HELGA' },
      detail: 'without a second person: protected: svc-backup',
    });
    for (const { detail } of world.log.entries.slice(1)) expect(detail).toContain('break-glass');
    expect(world.announcer.stories.map((story) => story[0]?.kind)).toContain('break-glass');
    expect(world.vpn.terminations).toHaveLength(1);
  },
);

test('a request that two processes are given at the same moment is announced and carried out once', async () => {
  const world = aWorldWith([helga.id]);
  const order = breaking();

  const results = await Promise.all([kick(world, order), kick(world, order)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['begun', 'kicked']);
  expect(kindsIn(world)).toEqual(['break-glass', 'requested', 'finished', 'confirmed']);
});

test.each([
  ['nobody is named', aWorldWith([]), 'break_glass_denied'],
  ['others are named', aWorldWith([omar.id], [omar.id]), 'break_glass_denied'],
])(
  'where %s, the word is refused on the record, at the command and at the submission',
  async (_, world, reason) => {
    const order = breaking();

    expect(await proposeKick(world, order)).toMatchObject({ kind: 'refused', refusal: { reason } });
    expect(await kick(world, order)).toMatchObject({ kind: 'refused', refusal: { reason } });
    expect(kindsIn(world)).toEqual(['refused', 'refused']);
    expect(world.log.entries[0]).toMatchObject({ detail: `${reason} (kick)` });
    expect(world.vpn.terminations).toEqual([]);
  },
);

test('a group that cannot be read holds nobody', async () => {
  const world = aWorldWith([], []);
  world.directory.groups.clear();

  expect(await kick(world, breaking())).toMatchObject({ refusal: { reason: 'break_glass_unverifiable' } });
  expect(world.vpn.terminations).toEqual([]);
});

test('the word gives nothing that the channel lacks', async () => {
  const world = aWorldWith([helga.id]);

  const result = await kick(world, breaking({ asker: anAsker(helga, 'C0LEADS') }));

  expect(result).toMatchObject({ kind: 'refused', refusal: { reason: 'grant_missing' } });
  expect(kindsIn(world)).toEqual(['refused']);
});

test('said where nobody is needed, it changes nothing and breaks no glass', async () => {
  const world = aWorldWith([helga.id]);
  for (const connection of someConnections(1)) world.vpn.connect(connection);

  await kick(world, aKickOrder({ breakGlass: true }));

  expect(kindsIn(world)).toEqual(['requested', 'finished', 'confirmed']);
});

test('who is named and does not say the word needs a second person', async () => {
  expect(await kick(aWorldWith([helga.id]), breaking({ breakGlass: false }))).toMatchObject({
    kind: 'approval_asked',
  });
});

test('broken glass that cannot be recorded ends nothing', async () => {
  const world = aWorldWith([helga.id]);
  world.log.refuse('break-glass');

  expect(await kick(world, breaking())).toEqual({ kind: 'unrecorded', code: 'audit_unwritable' });
  expect(world.vpn.terminations).toEqual([]);
});

test('when killed just after break-glass was recorded, announces it and that nothing was done', async () => {
  const world = aWorldWith([helga.id]);
  await workUntil(world, { kind: 'recorded', entry: 'break-glass' }, (mortal) => kick(mortal, breaking()));

  await resumeAfter(soonMs, world);

  expect(world.announcer.stories.map((story) => story.map(({ kind }) => kind))).toEqual([
    ['break-glass', 'abandoned'],
  ]);
  expect(world.vpn.terminations).toEqual([]);
  expect(await world.agenda.state()).toMatchObject({ open: 0 });
});

test('killed before the kick behind it was requested: it is closed once, whichever task is taken up first', async () => {
  const world = aWorldWith([helga.id]);
  await workUntil(world, { kind: 'recorded', entry: 'break-glass' }, (mortal) => kick(mortal, breaking()));
  const request = correlation(world.log.entries[0]?.correlation ?? '');
  const target = { kind: 'names', names: ['svc-backup'] } as const;
  const { id: endpoint } = anEndpoint();
  await world.agenda.put(taskFrom({ correlation: request, endpoint, target }), world.clock.now());

  await resumeAfter(soonMs, world);

  expect(kindsIn(world)).toEqual(['break-glass', 'abandoned']);
  expect(await openTasks(world)).toBe(0);
});

test('broken glass after which the request cannot be written is closed once it can be', async () => {
  const world = aWorldWith([helga.id]);
  world.log.refuse('requested');
  await kick(world, breaking());
  world.log.refuse();

  await resumeAfter(soonMs, world);

  expect(kindsIn(world)).toEqual(['break-glass', 'abandoned']);
  expect(world.vpn.terminations).toEqual([]);
  expect(await openTasks(world)).toBe(0);
});
