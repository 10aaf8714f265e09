import { expect, test } from 'vitest';
import { who } from '../../../src/features/who/who.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, groupId, personId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, omar } from '../../doubles/an-app.ts';

const platform = groupId('S0PLATFORM');
const nameless = aPerson({ id: personId('U0NOMAIL'), email: undefined });
const request = {
  requester: aRequester(helga, 'C0LEADS'),
  targetRef: { kind: 'group', group: platform },
  on: undefined,
  audience: 'requester',
} as const;

function aTeam() {
  const onLab = aConnection({
    id: connectionId('cvpn-connection-1ab'),
    endpointId: lab.id,
    username: 'BOB@example.com',
  });
  const gone = aConnection({
    id: connectionId('cvpn-connection-90ne'),
    username: 'omar@example.com',
    status: { code: 'terminated', message: undefined },
  });
  const app = anApp([aConnection(), onLab, gone]);
  app.directory.people.set(nameless.id, nameless);
  app.directory.groups.set(platform, [bob.id, omar.id, nameless.id, personId('U0GHOST')]);
  return app;
}

test('sorts a group’s members into connected, off and unknown', async () => {
  const result = await who(aTeam(), request);

  expect(result).toMatchObject({
    kind: 'team',
    team: {
      on: [{ person: bob }],
      off: [omar],
      unknown: [nameless],
      unverifiable: ['U0GHOST'],
      unavailable: [],
    },
  });
  expect(result.kind === 'team' && result.team.on[0]?.connections).toHaveLength(2);
});

test('names an endpoint that did not respond, since members may be connected there', async () => {
  const app = aTeam();
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint() });

  expect(await who(app, request)).toMatchObject({
    team: { unavailable: [{ endpoint: anEndpoint(), code: 'aws_unreachable' }] },
  });
});

test('fails if Slack cannot list the group’s members', async () => {
  const targetRef = { kind: 'group', group: groupId('S0NOBODY') } as const;

  await expect(who(aTeam(), { ...request, targetRef })).rejects.toMatchObject({ code: 'slack_refused' });
});
