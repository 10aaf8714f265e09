import { expect, test } from 'vitest';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { me, who } from '../../../src/features/who/who.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, groupId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, leads, secops } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';

const onProd = aConnection({ username: 'bob@example.com', commonName: 'bob@example.com' });
const laptop = aConnection({
  id: connectionId('cvpn-connection-1ab'),
  endpointId: lab.id,
  username: undefined,
  commonName: 'bob-laptop',
});
const others = ['joanna-laptop', 'bobby-laptop'].map((commonName, index) =>
  aConnection({
    id: connectionId(`cvpn-connection-2ab${index}`),
    endpointId: lab.id,
    username: undefined,
    commonName,
  }),
);

/** prod-eu knows user names; lab knows certificates alone. */
function aMixedApp(connections = [onProd, laptop, ...others], rules = {}) {
  const app = anApp(connections, rules);
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  return app;
}

const laptopOnLab = { connections: [{ connection: { commonName: 'bob-laptop' } }], certificateOnly: [lab] };
const person = { kind: 'person', person: bob.id } as const;
const propose = (app: ReturnType<typeof anApp>, targetRef: KickTargetRef, channel = 'C0SECOPS') =>
  proposeKick(app, {
    requester: aRequester(helga, channel),
    selection: { targetRef, on: undefined },
    breakGlass: false,
  });

test.each([
  ['a mention', person],
  ['a typed address', { kind: 'name', name: 'Bob@example.com' }],
] as const)(
  'a kick by %s offers a possible match, and covers only the target’s own connections',
  async (_title, targetRef) => {
    const finding = await propose(aMixedApp(), targetRef);

    expect(finding).toMatchObject({
      kind: 'found',
      connections: [{ connection: { id: onProd.id } }],
      possible: laptopOnLab,
    });
  },
);

test('a kick of someone who is connected by certificate only shows the possible matches', async () => {
  expect(await propose(aMixedApp([laptop, ...others]), person)).toMatchObject({
    kind: 'none',
    possible: laptopOnLab,
  });
});

test('a kick of several people lists the possible matches', async () => {
  const targetRef = {
    kind: 'several',
    targetRef: [person, { kind: 'name', name: 'joanna@example.com' }],
  } as const;

  const finding = await propose(aMixedApp(), targetRef);

  const names =
    'possible' in finding ? finding.possible.connections.map(({ connection }) => connection.commonName) : [];
  expect(names.toSorted()).toEqual(['bob-laptop', 'joanna-laptop']);
});

test('a kick of a person terminates no possible matches', async () => {
  const app = aMixedApp();

  const result = await kick(app, aKickOrder({ targetRef: person }));

  expect(result.kind).toBe('kicked');
  expect(app.vpn.terminations).toEqual([{ by: 'connection', id: onProd.id }]);
});

test('a channel without a grant on an endpoint learns of no possible matches there', async () => {
  const rule = aChannelRule({ ...secops, endpoints: [anEndpoint()] });
  const app = aMixedApp([onProd, laptop], someRules({ channels: [rule] }));

  expect(await propose(app, person)).toMatchObject({
    kind: 'found',
    possible: { connections: [], certificateOnly: [] },
  });
});

test('a kick of one’s own connections offers no possible match that the channel may not terminate', async () => {
  const rule = aChannelRule({ ...secops, endpoints: [anEndpoint()] });
  const own = { ...onProd, username: helga.email, commonName: helga.email };
  const app = aMixedApp([own, { ...laptop, commonName: 'helga-laptop' }], someRules({ channels: [rule] }));

  expect(await propose(app, { kind: 'person', person: helga.id })).toMatchObject({
    kind: 'found',
    connections: [{ connection: { id: own.id } }],
    possible: { connections: [], certificateOnly: [lab] },
  });
});

test('a certificate that is listed for another person is no possible match', async () => {
  const rules = { people: { ...someRules().people, map: new Map([[helga.id, ['bob-laptop']]]) } };

  expect(await propose(aMixedApp([onProd, laptop], rules), person)).toMatchObject({
    possible: { connections: [], certificateOnly: [lab] },
  });
});

test('a certificate that is listed for the person is their own, not a possible match', async () => {
  const rules = { people: { ...someRules().people, map: new Map([[bob.id, ['bob-laptop']]]) } };

  expect(await propose(aMixedApp([onProd, laptop], rules), person)).toMatchObject({
    connections: [{}, {}],
    possible: { connections: [] },
  });
});

test('possible matches are offered if AWS cannot say how people sign in', async () => {
  const app = aMixedApp();
  app.vpn.fail({ method: 'facts', code: 'aws_denied', on: lab, times: 9 });

  expect(await propose(app, person)).toMatchObject({
    possible: { connections: [{ connection: { commonName: 'bob-laptop' } }], certificateOnly: [] },
  });
});

test('a block offers the possible matches', async () => {
  const selection = { targetRef: person, on: undefined };

  expect(
    await proposeBlock(aMixedApp(), { requester: aRequester(helga, 'C0SECOPS'), selection }),
  ).toMatchObject({
    kind: 'found',
    names: ['bob@example.com'],
    possible: laptopOnLab,
  });
});

test('a list of one person shows the possible matches', async () => {
  const request = {
    requester: aRequester(helga, leads.id),
    targetRef: person,
    on: undefined,
    audience: 'requester',
  } as const;

  expect(await who(aMixedApp(), request)).toMatchObject({
    kind: 'listed',
    connectionList: { possible: laptopOnLab },
  });
});

test('a team lists a member with only possible matches as neither connected nor off', async () => {
  const app = aMixedApp([laptop]);
  app.directory.groups.set(groupId('S0TEAM'), [bob.id, helga.id]);
  const targetRef = { kind: 'group', group: groupId('S0TEAM') } as const;

  expect(
    await who(app, {
      requester: aRequester(helga, leads.id),
      targetRef,
      on: undefined,
      audience: 'requester',
    }),
  ).toMatchObject({
    kind: 'team',
    team: {
      on: [],
      off: [{ id: helga.id }],
      possible: [{ person: { id: bob.id }, connections: [{ connection: { commonName: 'bob-laptop' } }] }],
      certificateOnly: [lab],
    },
  });
});

test('the list of one’s own connections names certificate-only endpoints, and shows no possible matches', async () => {
  const result = await me(aMixedApp(), { requester: aRequester(bob, 'C0GENERAL'), audience: 'requester' });

  expect(result).toMatchObject({
    connectionList: { possible: { connections: [], certificateOnly: [lab] } },
  });
});
