import { expect, test } from 'vitest';
import type { Rules } from '../../../src/domain/rules.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { parseKickMetadata, textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { correlation, groupId, personId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';
import { aKickOrder } from './a-kick-order.ts';
import { omarInSecops, somePeople } from './carry-out-many.ts';

const group = { kind: 'group', group: groupId('S0TEAM') } as const;
const targetRef = { kind: 'several', targetRef: [group] } as const;
const alone = { kick: { ...someRules().kick, approveAbove: 1_000 } };

/** A group of three connected members; the directory returns no details for the first one at first. */
function aGroup(rules: Partial<Rules> = alone) {
  const connections = somePeople(3);
  const app = anApp(connections, rules);
  const members = connections.map(({ username }, index) => ({
    ...helga,
    id: personId(`U0MEMBER${index}`),
    email: username,
  }));
  const [lost = helga, ...known] = members;
  for (const member of known) app.directory.people.set(member.id, member);
  app.directory.groups.set(
    group.group,
    members.map(({ id }) => id),
  );
  const deps = memoryListenerDeps(app);
  const deliver = deliverTo(
    deps,
    { id: 'U0OMAR', team_id: 'T0HOME', name: 'omar' },
    { id: 'C0SECOPS', name: 'secops' },
  );
  return {
    ...{ app, deps, deliver, lost },
    lostIsKnown: () => app.directory.people.set(lost.id, lost),
    lostIsTerminated: () =>
      app.vpn.terminations.some((what) => what.by === 'connection' && what.id === connections[0]?.id),
    metadataFor: async (text: string) => {
      await deliver.type(text);
      return [...deps.opened, ...deps.filledIn].at(-1)?.private_metadata ?? '';
    },
  };
}

const values = {
  reason: { reason: { type: 'plain_text_input', value: 'the key was stolen' } },
  endpoint: { endpoint: { type: 'plain_text_input', value: 'prod-eu' } },
};

test.each([
  ['a group', 'kick <!subteam^S0TEAM>'],
  ['a name and a group', 'kick user1@example.com <!subteam^S0TEAM>'],
])(
  'a member of %s whom the modal left out stays left out and named, even if Slack can look them up by then',
  async (_title, typed) => {
    const { app, deps, deliver, lost, lostIsKnown, lostIsTerminated, metadataFor } = aGroup();
    const metadata = await metadataFor(typed);

    lostIsKnown();
    await deliver.submit(metadata, values);

    expect(app.vpn.terminations).toHaveLength(2);
    expect(lostIsTerminated()).toBe(false);
    expect(JSON.stringify(deps.poster.views)).toContain(`no details for <@${lost.id}>`);
  },
);

test('a named person whom only the group’s look-up did not return is kicked and not listed as left out', async () => {
  const { app, lost, lostIsKnown, lostIsTerminated } = aGroup();
  lostIsKnown();
  const lookUpAll = app.directory.lookUpAll.bind(app.directory);
  app.directory.lookUpAll = async (ids, ask) =>
    (await lookUpAll(ids, ask)).map((lookup, index) =>
      ids[index] === lost.id ? { kind: 'unverifiable' } : lookup,
    );
  const both = { kind: 'several', targetRef: [{ kind: 'person', person: lost.id }, group] } as const;

  const result = await kick(app, aKickOrder({ requester: omarInSecops, targetRef: both, typed: 'prod-eu' }));

  expect(result).toMatchObject({ kind: 'kicked', unresolved: [] });
  expect(lostIsTerminated()).toBe(true);
});

test('an approver is not asked about a member whom the modal left out', async () => {
  const { app, deliver, lostIsKnown, lostIsTerminated, metadataFor } = aGroup({
    kick: { ...someRules().kick, approveAbove: 1 },
  });
  const metadata = await metadataFor('kick <!subteam^S0TEAM>');

  lostIsKnown();
  await deliver.submit(metadata, values);
  const [asked] = app.announcer.approvals;
  await approve(app, {
    requester: aRequester(helga, 'C0SECOPS'),
    correlation: asked?.correlation ?? correlation('none'),
  });

  expect(asked?.names).toBe('user1@example.com, user2@example.com');
  expect([app.vpn.terminations.length, lostIsTerminated()]).toEqual([2, false]);
});

test('a member who could not be looked up for the request is not added at its approval', async () => {
  const { app, lostIsKnown, lostIsTerminated } = aGroup({ kick: { ...someRules().kick, approveAbove: 1 } });
  const asked = correlation('asked');
  await kick(app, aKickOrder({ requester: omarInSecops, targetRef, typed: 'prod-eu', correlation: asked }));

  lostIsKnown();
  await approve(app, { requester: aRequester(helga, 'C0SECOPS'), correlation: asked });

  expect([app.vpn.terminations.length, lostIsTerminated()]).toEqual([2, false]);
});

test('a modal that left out more people than it can store terminates nothing and says so', async () => {
  const { app, deps, deliver, metadataFor } = aGroup();
  const metadata = parseKickMetadata(await metadataFor('kick <!subteam^S0TEAM>'));
  const leftOut = Array.from({ length: 600 }, (_, index) => personId(`U0UNKNOWN${index}`));

  if (metadata === undefined) throw new Error('the modal stored nothing');
  await deliver.submit(textFromKickMetadata({ ...metadata, leftOut }), values);

  expect(app.vpn.terminations).toEqual([]);
  expect(JSON.stringify(deps.poster.views)).toContain('*No action was taken.*');
});
