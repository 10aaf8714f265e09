import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { EndpointFacts } from '../../../src/domain/endpoint.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { me, who } from '../../../src/features/who/who.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, groupId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { aKickOrder } from './a-kick-order.ts';

const directory: EndpointFacts = {
  status: 'available',
  authentication: ['directory'],
  connectHandler: 'none',
  sessionTimeoutHours: 24,
};

/** prod-eu knows its users from a provider, lab from a directory; everybody named here is on both. */
function aCompany(usernames: readonly string[], rules: Partial<Rules> = {}): MemoryContext {
  const app = anApp([], rules);
  app.vpn.factsOf.set(lab.id, directory);
  usernames.forEach((username, index) => {
    for (const endpoint of [anEndpoint(), lab]) app.vpn.connect(on(endpoint.id, username, index));
  });
  return app;
}

function on(endpointId: Connection['endpointId'], username: string, index: number): Connection {
  const id = connectionId(`cvpn-connection-${endpointId === lab.id ? '1ab' : '0e'}${index}`);
  return aConnection({ id, endpointId, username, commonName: username });
}

/** Where several users may be kicked at once. */
const ofMany = aRequester(helga, 'C0SECOPS');
const bobs = ['bob@example.com', 'CORP\\bob', 'Bob', 'bob@partner.example', 'PARTNER\\bob', 'bobby'];
const named = (connections: readonly { readonly connection: Connection }[], endpoint = lab) =>
  connections
    .filter(({ connection }) => connection.endpointId === endpoint.id)
    .map(({ connection }) => connection.username);

test('a kick finds every spelling of a user’s name on a directory endpoint, and only the whole name elsewhere', async () => {
  const app = aCompany(bobs);

  const proposal = await proposeKick(app, aKickOrder({ requester: ofMany }));

  expect(proposal.kind === 'found' && named(proposal.connections).toSorted()).toEqual([
    'Bob',
    'CORP\\bob',
    'PARTNER\\bob',
    'bob@example.com',
  ]);
  expect(proposal.kind === 'found' && named(proposal.connections, anEndpoint())).toEqual(['bob@example.com']);
});

test('the same user name in two domains means two users', async () => {
  const app = aCompany(bobs);

  const proposal = await proposeKick(
    app,
    aKickOrder({ requester: ofMany, targetRef: { kind: 'name', name: 'corp\\bob' } }),
  );

  expect(proposal.kind === 'found' && named(proposal.connections).toSorted()).toEqual([
    'Bob',
    'CORP\\bob',
    'bob@example.com',
    'bob@partner.example',
  ]);
});

test('names are compared whole if AWS does not say how people sign in', async () => {
  const app = aCompany(bobs);
  app.vpn.fail({ method: 'facts', code: 'aws_denied' });

  const proposal = await proposeKick(app, aKickOrder());

  expect(proposal.kind === 'found' && named(proposal.connections)).toEqual(['bob@example.com']);
});

test('a directory user counts as one user, and the same name in two domains as two', async () => {
  const one = aCompany(['CORP\\bob', 'bob', 'bob@example.com']);
  const two = aCompany(['CORP\\bob', 'bob', 'PARTNER\\bob']);
  const order = aKickOrder({ targetRef: { kind: 'name', name: 'bob' }, on: 'lab' });

  expect(await proposeKick(one, order)).toMatchObject({ kind: 'found', connections: [{}, {}, {}] });
  expect(await proposeKick(two, order)).toMatchObject({ kind: 'refused', denial: { grant: 'kick-many' } });
});

const lists = (...names: readonly string[]): Partial<Rules> => ({
  people: { match: 'email', map: new Map([[bob.id, names]]) },
});

test.each<[string, readonly string[], Partial<Rules>]>([
  ['two short domains', ['CORP\\bob', 'PARTNER\\bob'], {}],
  ['two short domains beside the whole address', ['bob@example.com', 'CORP\\bob', 'PARTNER\\bob'], {}],
  ['two domains, of which one is listed', ['CORP\\bob', 'PARTNER\\bob'], lists('CORP\\bob')],
  ['two domains, while the name alone is listed', ['CORP\\bob', 'PARTNER\\bob'], lists('bob')],
  ['two addresses', ['bob@corp.example', 'bob@partner.example'], lists('CORP\\bob')],
])('a kick of a person needs kick-many for %s, as a typed name does', async (_, usernames, rules) => {
  const app = aCompany(usernames, rules);
  const ask = (targetRef: Parameters<typeof aKickOrder>[0]) => aKickOrder({ ...targetRef, on: 'lab' });
  const byPerson = ask({ targetRef: { kind: 'person', person: bob.id } });
  const byName = ask({ targetRef: { kind: 'name', name: 'bob' } });

  for (const order of [byPerson, byName]) {
    expect(await proposeKick(app, order)).toMatchObject({
      kind: 'refused',
      denial: { grant: 'kick-many' },
    });
    expect(await kick(app, order)).toMatchObject({ kind: 'refused' });
  }
  expect(app.vpn.terminations).toEqual([]);
});

test.each<[string, readonly string[], Partial<Rules>]>([
  ['one user', ['bob@example.com', 'CORP\\bob', 'bob'], {}],
  [
    'every domain listed',
    ['bob@example.com', 'CORP\\bob', 'PARTNER\\bob'],
    lists('corp\\bob', 'PARTNER\\bob'),
  ],
  ['one domain beside the name alone', ['PARTNER\\bob', 'bob'], lists('bob')],
])('a kick of a person who is %s needs only kick', async (_, usernames, rules) => {
  const order = aKickOrder({ targetRef: { kind: 'person', person: bob.id }, on: 'lab' });

  const proposal = await proposeKick(aCompany(usernames, rules), order);

  expect(proposal).toMatchObject({ kind: 'found', connections: usernames.map(() => ({})) });
});

test('a user name that is listed for someone else belongs to another user', async () => {
  const rules: Partial<Rules> = { people: { match: 'email', map: new Map([[helga.id, ['CORP\\bob']]]) } };
  const order = aKickOrder({ targetRef: { kind: 'person', person: bob.id }, on: 'lab' });

  expect(await proposeKick(aCompany(['bob@example.com', 'CORP\\bob'], rules), order)).toMatchObject({
    kind: 'refused',
    denial: { grant: 'kick-many' },
  });
});

test('a user who reconnects with another spelling of their name is kicked again', async () => {
  const app = aCompany(['bob@example.com']);
  let isBack = false;
  app.vpn.onTerminate = (_, { id }) => {
    if (isBack || id !== lab.id) return;
    isBack = true;
    app.vpn.connect(on(lab.id, 'CORP\\bob', 7));
  };

  const result = await kick(app, aKickOrder({ on: 'lab' }));

  expect(result.kind === 'kicked' && result.kick.parts).toHaveLength(2);
});

test.each([
  ['person', { kind: 'person', person: bob.id }, 'CORP\\bob'],
  ['name', { kind: 'name', name: 'bob' }, 'CORP\\bob'],
] as const)(
  'a kick by %s does not terminate a user of another domain who signs in meanwhile',
  async (_, targetRef, username) => {
    const app = aCompany([username, 'bob']);
    let isBack = false;
    app.vpn.onTerminate = (_endpoint, { id }) => {
      if (isBack || id !== lab.id) return;
      isBack = true;
      app.vpn.connect(on(lab.id, 'PARTNER\\bob', 7));
      app.vpn.connect(on(lab.id, 'bob@example.com', 8));
    };

    const result = await kick(app, aKickOrder({ targetRef, on: 'lab' }));

    const ended = app.vpn.terminations.map((one) => ('id' in one ? one.id : one.by));
    expect(ended).toContain('cvpn-connection-1ab8');
    expect(ended).not.toContain('cvpn-connection-1ab7');
    expect(result).toMatchObject({ kick: { remaining: [{ username: 'PARTNER\\bob' }] } });
  },
);

describe('a protected name', () => {
  test.each([
    ['svc-*', 'CORP\\svc-backup', lab],
    ['svc-*', 'CORP\\svc-backup', anEndpoint()],
    ['backup', 'backup@corp.example', lab],
    ['CORP\\backup', 'backup', lab],
    ['backup@corp.example', 'corp\\BACKUP', lab],
  ])('%s protects %s', async (pattern, username, endpoint) => {
    const app = aCompany([username], { protected: [pattern] });
    const order = aKickOrder({ targetRef: { kind: 'name', name: username }, on: endpoint.name });

    expect(await kick(app, order)).toMatchObject({ kind: 'approval_asked' });
  });

  test.each([
    ['backup', 'backup@corp.example', anEndpoint()],
    ['*@corp.example', 'bob', lab],
    ['backup', 'backup-2@corp.example', lab],
  ])('%s does not protect %s', async (pattern, username, endpoint) => {
    const app = aCompany([username], { protected: [pattern] });
    const order = aKickOrder({ targetRef: { kind: 'name', name: username }, on: endpoint.name });

    expect(await kick(app, order)).toMatchObject({ kind: 'kicked' });
  });
});

describe('one’s own connections', () => {
  const own = async (people: Partial<Rules['people']>, patterns: readonly string[] = []) => {
    const rule = { match: 'email', map: new Map(), ...people } as const;
    const app = aCompany(bobs, { people: rule, protected: patterns });
    const result = await me(app, { requester: aRequester(bob, 'C0GENERAL'), audience: 'requester' });
    return result.kind === 'listed'
      ? named(result.connectionList.connections.slice()).toSorted()
      : result.kind;
  };

  test('are those of the whole address, unless the operator lists its domain', async () => {
    expect(await own({})).toEqual(['bob@example.com']);
  });

  test('include the directory user if the operator lists the domain', async () => {
    expect(await own({ domains: ['example.com'] })).toEqual([
      'Bob',
      'CORP\\bob',
      'PARTNER\\bob',
      'bob@example.com',
    ]);
  });

  test('include the directory user if the operator lists the name', async () => {
    expect(await own({ match: 'map', map: new Map([[bob.id, ['corp\\bob']]]) })).toEqual([
      'Bob',
      'CORP\\bob',
      'bob@example.com',
      'bob@partner.example',
    ]);
  });

  test('never include a protected user, however the name is spelled', async () => {
    expect(await own({ domains: ['example.com'] }, ['bob'])).toEqual([]);
  });
});

test('a look-up of a person and of a team finds the directory user', async () => {
  const app = aCompany(['CORP\\bob']);
  app.directory.groups.set(groupId('S0PLATFORM'), [bob.id]);
  const look = (targetRef: Parameters<typeof who>[1]['targetRef']) =>
    who(app, { requester: aRequester(bob, 'C0HELPDESK'), targetRef, on: undefined, audience: 'requester' });

  const person = await look({ kind: 'person', person: bob.id });
  const team = await look({ kind: 'group', group: groupId('S0PLATFORM') });

  expect(person.kind === 'listed' && named(person.connectionList.connections.slice())).toEqual(['CORP\\bob']);
  expect(team.kind === 'team' && team.team.on.map(({ person: { name } }) => name)).toEqual([bob.name]);
});

test('an address on one endpoint and its directory form on another are one user, for whom `kick` is enough', async () => {
  const app = aCompany(['CORP\\bob']);
  app.vpn.connect(on(anEndpoint().id, 'bob@example.com', 8));

  const result = await kick(app, aKickOrder());

  expect(result).toMatchObject({ kind: 'kicked', kick: { parts: [{}, {}] } });
  expect(app.vpn.terminations).toHaveLength(2);
});

test('the same whole name on an endpoint with a directory and on one without is one user, for whom `kick` is enough', async () => {
  const proposal = await proposeKick(aCompany(['bob@example.com']), aKickOrder());

  expect(proposal).toMatchObject({ kind: 'found' });
});
