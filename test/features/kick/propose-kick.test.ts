import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { ExactTargetRef } from '../../../src/domain/target.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const bobByName: ExactTargetRef = { kind: 'name', name: 'bob@example.com' };
const onProdOnly = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });

function named(name: string, given: Partial<Connection> = {}): Connection {
  return aConnection({
    id: connectionId(`cvpn-connection-${name}`),
    username: name,
    commonName: name,
    ...given,
  });
}

function propose(
  app: MemoryContext,
  targetRef: ExactTargetRef,
  given: { on?: string; channel?: string } = {},
) {
  const selection = { targetRef, on: given.on };
  return proposeKick(app, { requester: aRequester(helga, given.channel), selection, breakGlass: false });
}

const idsIn = (finding: Awaited<ReturnType<typeof propose>>) =>
  finding.kind === 'found' ? finding.connections.map(({ connection }) => connection.id) : finding.kind;

test('every live connection of a whole name is proposed, on every endpoint, and nothing is done', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const ended = aConnection({ status: { code: 'terminated', message: undefined } });
  const app = anApp([...someConnections(2), onLab, ended]);

  const finding = await propose(app, bobByName);

  expect(idsIn(finding)).toHaveLength(3);
  expect(finding).toMatchObject({ kind: 'found', unavailable: [], outOfScope: [] });
  expect(app.vpn.terminations).toEqual([]);
  expect(app.log.entries).toEqual([]);
});

test('a person is found by all of their names', async () => {
  const rules = someRules({
    people: { match: 'email', map: new Map([[bob.id, ['bob-laptop.example.com']]]) },
  });
  const laptop = named('laptop', { username: undefined, commonName: 'bob-laptop.example.com' });
  const app = anApp([...someConnections(1), laptop], rules);
  app.vpn.factsOf.set(anEndpoint().id, certificatesOnly);

  const finding = await propose(app, { kind: 'person', person: bob.id });

  expect(idsIn(finding)).toContain(laptop.id);
  expect(idsIn(finding)).toHaveLength(2);
});

test('a connection is found by its id alone', async () => {
  const [first = aConnection(), second = aConnection()] = someConnections(2);

  const finding = await propose(anApp([first, second]), { kind: 'connection', connection: second.id });

  expect(idsIn(finding)).toEqual([second.id]);
});

test('part of a name terminates nothing, and close names are shown', async () => {
  const app = anApp([named('joanna'), named('hanna'), named('bob')]);

  const finding = await propose(app, { kind: 'name', name: 'anna' });

  expect(
    finding.kind === 'ambiguous' && finding.candidates.map(({ connection }) => connection.username),
  ).toEqual(['hanna', 'joanna']);
});

test('an ended connection is neither found nor suggested', async () => {
  const app = anApp([named('bob', { status: { code: 'terminated', message: undefined } })]);

  expect(await propose(app, { kind: 'name', name: 'bob' })).toMatchObject({
    kind: 'none',
    unavailable: [],
    outOfScope: [],
  });
});

test('an endpoint that did not respond is named, whether or not anything was found', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'connections', code: 'aws_throttled', on: lab });

  const unavailable = [{ endpoint: lab, code: 'aws_throttled' }];
  expect(await propose(app, bobByName)).toMatchObject({ kind: 'found', unavailable });
  expect(await propose(app, { kind: 'name', name: 'nobody' })).toMatchObject({ kind: 'none', unavailable });
});

test('endpoints out of the channel’s scope are not looked up, and named', async () => {
  const app = anApp(someConnections(1), onProdOnly);

  const finding = await propose(app, bobByName);

  expect(finding).toMatchObject({ kind: 'found', outOfScope: [lab] });
  expect(app.vpn.calls.map(({ endpoint }) => endpoint)).not.toContain('lab');
});

test('`on` limits the scope to one endpoint, and then no other is named as left out', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);

  const finding = await propose(app, bobByName, { on: 'Lab' });

  expect(idsIn(finding)).toEqual([onLab.id]);
  expect(finding).toMatchObject({ outOfScope: [] });
});

test('an unknown endpoint is reported', async () => {
  expect(await propose(anApp(), bobByName, { on: 'labb' })).toEqual({
    kind: 'unknown_endpoint',
    text: 'labb',
    known: ['prod-eu', 'lab'],
  });
});

test('a person without a known VPN name is reported, if kicks are granted', async () => {
  const app = anApp();
  const nameless = aPerson({ id: personId('U0NOMAIL'), email: undefined });
  app.directory.people.set(nameless.id, nameless);
  const targetRef: ExactTargetRef = { kind: 'person', person: nameless.id };

  expect(await propose(app, targetRef)).toEqual({ kind: 'nameless', person: 'U0NOMAIL', why: 'unknown' });
  expect(await propose(app, targetRef, { channel: 'C0LEADS' })).toMatchObject({
    kind: 'refused',
    denial: { reason: 'grant_missing' },
  });
});

test.each([
  ['a name', { kind: 'name', name: 'bob@example.com' }, {}, true],
  ['a protected name', { kind: 'name', name: 'bob@example.com' }, { protected: ['bob*'] }, false],
  ['a connection', { kind: 'connection', connection: connectionId('cvpn-connection-0ab') }, {}, true],
  [
    'a connection under a protected name',
    { kind: 'connection', connection: connectionId('cvpn-connection-0ab') },
    { protected: ['bob*'] },
    false,
  ],
] as const)(
  'a kick of %s offers a block only if one is possible',
  async (_title, targetRef, rules, isOffered) => {
    const app = anApp([aConnection({ id: connectionId('cvpn-connection-0ab') })], rules);
    const selection = { targetRef, on: undefined };

    const finding = await proposeKick(app, {
      requester: aRequester(omar, secops.id),
      selection,
      breakGlass: false,
    });

    expect(finding).toMatchObject({ kind: 'found', mayBlock: isOffered });
  },
);

const ofUser = (name: string, place = 0) =>
  aConnection({ id: connectionId(`cvpn-connection-${place}ab`), username: name, commonName: name });

test.each([
  ['mallroy@example.com', 'mallory@example.com'],
  ['mallroy', 'mallory@example.com'],
  ['malory@example.com', 'mallory@example.com'],
  ['anna@example.com', undefined],
  ['m', undefined],
])('of a mistyped name, %s, the closest one is suggested, and not chosen', async (typed, expected) => {
  const app = anApp(['mallory@example.com', 'joanna@example.com', 'max@example.com'].map(ofUser));

  const finding = await propose(app, { kind: 'name', name: typed });

  expect(finding.kind === 'found').toBe(false);
  const similar = finding.kind === 'none' ? (finding.similar ?? []) : [];
  expect(similar.map(({ connection }) => connection.username)).toEqual(
    expected === undefined ? [] : [expected],
  );
});

test('a name close to the typed one is not suggested to someone who may not terminate its connections', async () => {
  const app = anApp(
    [{ ...ofUser('mallory@example.com'), endpointId: lab.id }],
    someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] }),
  );

  const finding = await propose(app, { kind: 'name', name: 'mallroy@example.com' });

  expect(finding).toMatchObject({ kind: 'none', similar: [] });
});
