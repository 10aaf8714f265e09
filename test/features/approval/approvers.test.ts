import { expect, test } from 'vitest';
import type { ListedPeople } from '../../../src/domain/rules.ts';
import { groupId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { anApp, helga, omar } from '../../doubles/an-app.ts';
import { approveAs, asked, backups, declineAs } from './two-people.ts';

const leads = groupId('S0LEADS');

function anAppWith(approvers: ListedPeople) {
  const { kick } = someRules();
  return anApp(backups(1), { kick: { ...kick, approvers } });
}

test('a listed person can approve', async () => {
  const app = anAppWith({ people: [omar.id], groups: [] });

  expect(await approveAs(app, omar, await asked(app))).toMatchObject({ kind: 'kicked' });
});

test('a member of a listed group can approve', async () => {
  const app = anAppWith({ people: [], groups: [leads] });
  app.directory.groups.set(leads, [omar.id]);

  expect(await approveAs(app, omar, await asked(app))).toMatchObject({ kind: 'kicked' });
});

test.each([
  ['approve', approveAs],
  ['decline', declineAs],
] as const)(
  'anyone else can’t %s; the attempt is recorded, and the request stays open',
  async (_, decide) => {
    const app = anAppWith({ people: [helga.id], groups: [] });
    const request = await asked(app);

    const result = await decide(app, omar, request);

    expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'approval_unlisted' } });
    expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', detail: 'approval_unlisted (kick)' });
    expect(app.vpn.terminations).toEqual([]);
  },
);

test('no one can approve while Slack can’t list the group’s members', async () => {
  const app = anAppWith({ people: [], groups: [leads] });
  const request = await asked(app);

  expect(await approveAs(app, omar, request)).toMatchObject({
    kind: 'refused',
    denial: { reason: 'approval_unverifiable' },
  });
  app.directory.groups.set(leads, [omar.id]);
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('a member of one group can approve while Slack can’t list another, such as one that was deleted', async () => {
  const app = anAppWith({ people: [], groups: [groupId('S0DELETED'), leads] });
  app.directory.groups.set(leads, [omar.id]);

  expect(await approveAs(app, omar, await asked(app))).toMatchObject({ kind: 'kicked' });
});

test('a listed requester can’t approve their own request, but anyone can withdraw theirs', async () => {
  const app = anAppWith({ people: [helga.id, omar.id], groups: [] });
  const own = await asked(app);
  const unlisted = anAppWith({ people: [omar.id], groups: [] });
  const another = await asked(unlisted);

  expect(await approveAs(app, helga, own)).toMatchObject({ denial: { reason: 'approval_own' } });
  expect(await declineAs(unlisted, helga, another)).toMatchObject({
    approval: { state: { kind: 'withdrawn' } },
  });
});
