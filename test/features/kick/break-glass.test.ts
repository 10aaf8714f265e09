import { expect, test } from 'vitest';
import type { PersonId } from '../../../src/domain/ids.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { groupId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, helpdesk, leads, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { backups } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';
import { openJobs, resumeAfter, soonMs } from './after-a-crash.ts';

const responders = groupId('S0RESPONDERS');
const breaking = (given = {}) =>
  aKickOrder({ targetRef: { kind: 'name', name: 'svc-backup' }, breakGlass: true, ...given });
const kindsIn = (app: MemoryContext) => app.log.entries.map(({ kind }) => kind);

function anAppWith(people: readonly PersonId[], members?: readonly PersonId[]): MemoryContext {
  const rules = someRules({
    channels: [helpdesk, leads],
    breakGlass: { people, groups: members === undefined ? [] : [responders] },
  });
  const app = anApp(backups(1), rules);
  if (members !== undefined) app.directory.groups.set(responders, members);
  return app;
}

test.each([
  ['who is named', anAppWith([helga.id])],
  ['who is in a group that is named', anAppWith([], [omar.id, helga.id])],
])('somebody %s needs no approval, which is recorded before the kick and in each entry', async (_, app) => {
  const result = await kick(app, breaking());

  expect(result).toMatchObject({ kind: 'kicked', kick: { authority: { kind: 'break_glass' } } });
  expect(kindsIn(app)).toEqual(['break-glass', 'requested', 'finished', 'confirmed']);
  expect(app.log.entries[0]).toMatchObject({
    actor: { id: 'U0HELGA' },
    detail: 'without a second person: protected: svc-backup',
  });
  for (const { detail } of app.log.entries.slice(1)) expect(detail).toContain('break-glass');
  expect(app.announcer.threads.map((thread) => thread[0]?.kind)).toContain('break-glass');
  expect(app.vpn.terminations).toHaveLength(1);
});

test('a request that two processes receive at the same time is announced and carried out once', async () => {
  const app = anAppWith([helga.id]);
  const order = breaking();

  const results = await Promise.all([kick(app, order), kick(app, order)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['begun', 'kicked']);
  expect(kindsIn(app)).toEqual(['break-glass', 'requested', 'finished', 'confirmed']);
});

test.each([
  ['nobody is named', anAppWith([]), 'break_glass_denied'],
  ['others are named', anAppWith([omar.id], [omar.id]), 'break_glass_denied'],
])(
  'if %s, break-glass is denied and recorded, both at the command and at the submission',
  async (_, app, reason) => {
    const order = breaking();

    expect(await proposeKick(app, order)).toMatchObject({ kind: 'refused', denial: { reason } });
    expect(await kick(app, order)).toMatchObject({ kind: 'refused', denial: { reason } });
    expect(kindsIn(app)).toEqual(['refused', 'refused']);
    expect(app.log.entries[0]).toMatchObject({ detail: `${reason} (kick)` });
    expect(app.vpn.terminations).toEqual([]);
  },
);

test('a group that cannot be read counts as empty', async () => {
  const app = anAppWith([], []);
  app.directory.groups.clear();

  expect(await kick(app, breaking())).toMatchObject({ denial: { reason: 'break_glass_unverifiable' } });
  expect(app.vpn.terminations).toEqual([]);
});

test('break-glass gives no grant that the channel lacks', async () => {
  const app = anAppWith([helga.id]);

  const result = await kick(app, breaking({ requester: aRequester(helga, 'C0LEADS') }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'grant_missing' } });
  expect(kindsIn(app)).toEqual(['refused']);
});

test('a kick that needs no approval does not use break-glass, even if it was typed', async () => {
  const app = anAppWith([helga.id]);
  for (const connection of someConnections(1)) app.vpn.connect(connection);

  await kick(app, aKickOrder({ breakGlass: true }));

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
});

test('an actor who may use break-glass needs an approval unless they type it', async () => {
  expect(await kick(anAppWith([helga.id]), breaking({ breakGlass: false }))).toMatchObject({
    kind: 'approval_asked',
  });
});

test('break-glass that cannot be recorded terminates nothing', async () => {
  const app = anAppWith([helga.id]);
  app.log.refuse('break-glass');

  expect(await kick(app, breaking())).toEqual({ kind: 'unrecorded', code: 'audit_unwritable' });
  expect(app.vpn.terminations).toEqual([]);
});

test('after a crash just after break-glass was recorded, the next process announces it and that nothing was done', async () => {
  const app = anAppWith([helga.id]);
  await runUntilCrash(app, { kind: 'recorded', entry: 'break-glass' }, (crashing) =>
    kick(crashing, breaking()),
  );

  await resumeAfter(soonMs, app);

  expect(app.announcer.threads.map((thread) => thread.map(({ kind }) => kind))).toEqual([
    ['break-glass', 'abandoned'],
  ]);
  expect(app.vpn.terminations).toEqual([]);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('break-glass whose request cannot be written is closed once the audit log is writable', async () => {
  const app = anAppWith([helga.id]);
  app.log.refuse('requested');
  await kick(app, breaking());
  app.log.refuse();

  await resumeAfter(soonMs, app);

  expect(kindsIn(app)).toEqual(['break-glass', 'abandoned']);
  expect(app.vpn.terminations).toEqual([]);
  expect(await openJobs(app)).toBe(0);
});
