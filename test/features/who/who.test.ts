import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { type WhoRequest, who } from '../../../src/features/who/who.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, personId, teamId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';

function aRequest(given: Partial<WhoRequest> = {}): WhoRequest {
  return {
    requester: aRequester(helga),
    targetRef: { kind: 'everyone' },
    on: undefined,
    audience: 'requester',

    ...given,
  };
}

function named(name: string, given: Partial<Connection> = {}): Connection {
  return aConnection({
    id: connectionId(`cvpn-connection-${name}`),
    username: name,
    commonName: name,
    ...given,
  });
}

const idsIn = (result: Awaited<ReturnType<typeof who>>) =>
  result.kind === 'listed'
    ? result.connectionList.connections.slice().map(({ connection }) => connection.id)
    : result.kind;

test('lists every live connection with the total, without ended ones', async () => {
  const ended = named('gone', { status: { code: 'terminated', message: undefined } });
  const app = anApp([...someConnections(2), named('anna', { endpointId: lab.id }), ended]);

  const result = await who(app, aRequest());

  expect(result).toMatchObject({
    kind: 'listed',
    connectionList: { total: 3, unavailable: [], asOf: app.clock.now() },
  });
  expect(result.kind === 'listed' && result.connectionList.connections).toHaveLength(3);
});

test('finds a text anywhere in a name', async () => {
  const app = anApp([named('anna'), named('joanna'), named('bob')]);

  const result = await who(app, aRequest({ targetRef: { kind: 'text', text: 'ANNA' } }));

  expect(idsIn(result)).toEqual(['cvpn-connection-anna', 'cvpn-connection-joanna']);
  expect(result).toMatchObject({ connectionList: { total: 3 } });
});

test('finds a person by their whole name, in any case', async () => {
  const upper = named('bob', { username: 'Bob@Example.COM' });
  const app = anApp([upper, named('bobby', { username: 'bob@example.community' })]);

  const result = await who(app, aRequest({ targetRef: { kind: 'person', person: bob.id } }));

  expect(idsIn(result)).toEqual(['cvpn-connection-bob']);
});

test('finds an endpoint by its name or its id', async () => {
  const app = anApp([named('anna', { endpointId: lab.id }), named('bob')]);

  expect(idsIn(await who(app, aRequest({ on: 'LAB' })))).toEqual(['cvpn-connection-anna']);
  expect(idsIn(await who(app, aRequest({ on: lab.id })))).toEqual(['cvpn-connection-anna']);
});

test('returns the other endpoints if one Region is down, and names it as unavailable', async () => {
  const app = anApp([named('anna', { endpointId: lab.id }), named('bob')]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint() });

  const result = await who(app, aRequest());

  expect(idsIn(result)).toEqual(['cvpn-connection-anna']);
  expect(result).toMatchObject({
    connectionList: { unavailable: [{ endpoint: anEndpoint(), code: 'aws_unreachable' }] },
  });
});

test('lets a connection be terminated only where the channel may kick, or if it is one’s own', async () => {
  const app = anApp([named('anna'), named('helga', { username: 'helga@example.com' })]);
  const mayEndIn = async (channel: string) => {
    const result = await who(app, aRequest({ requester: aRequester(helga, channel) }));
    return (
      result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ mayTerminate }) => mayTerminate)
    );
  };

  expect(await mayEndIn('C0HELPDESK')).toEqual([true, true]);
  expect(await mayEndIn('C0LEADS')).toEqual([false, true]);
});

test('fails if Slack cannot look up the person, since half of their names would look like all', async () => {
  const app = anApp(someConnections(1));

  const looking = who(app, aRequest({ targetRef: { kind: 'person', person: personId('U0NOBODY') } }));

  await expect(looking).rejects.toMatchObject({ code: 'slack_unreachable' });
});

test.each([
  ['a guest', aRequester(gus), undefined, 'person_guest'],
  [
    'someone whose click came from another workspace',
    { ...aRequester(helga), team: teamId('T0OTHER') },
    undefined,
    'person_outsider',
  ],
  [
    'someone whom Slack does not know',
    { ...aRequester(helga), person: personId('U0NOBODY') },
    undefined,
    'person_unverifiable',
  ],
  [
    'anyone in a channel that nobody configured',
    aRequester(helga, 'C0GENERAL'),
    undefined,
    'channel_unknown',
  ],
  ['anyone about an endpoint that is not the channel’s', aRequester(helga), 'lab', 'endpoint_elsewhere'],
])('denies %s, and looks nothing up', async (_title, requester, on, reason) => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });
  const app = anApp(someConnections(1), rules);

  const result = await who(app, aRequest({ requester, on }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason, grant: 'see' } });
  expect(app.vpn.calls).toEqual([]);
});

test('denies sharing where outsiders or everyone would read the list, though the requester may see it', async () => {
  const app = anApp(someConnections(1));
  app.directory.channels.set(channelId('C0HELPDESK'), aChannel({ isShared: true }));

  expect(await who(app, aRequest())).toMatchObject({ kind: 'listed' });
  expect(await who(app, aRequest({ audience: 'channel' }))).toMatchObject({
    kind: 'refused',
    denial: { reason: 'channel_shared', grant: 'see' },
  });
});
