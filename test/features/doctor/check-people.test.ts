import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { checkPeople } from '../../../src/features/doctor/check-people.ts';
import { examine } from '../../../src/features/doctor/doctor.ts';
import { about } from '../../../src/features/doctor/finding.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { answered, aSetUp, refused, type SetUpFaults } from '../../doubles/a-set-up.ts';
import { memorySnapshot } from '../../doubles/memory-snapshot.ts';

test.each([
  [undefined, 'confirmed email addresses are VPN names'],
  [['corp.example', 'corp.test'], 'confirmed email addresses at corp.example, corp.test are VPN names'],
] as const)('doctor says which addresses are VPN names: domains %j', async (domains, text) => {
  const people = { match: 'email', domains, map: new Map() } as const;

  const findings = await checkPeople(
    { ...aSetUp(), rules: { ...someRules(), people } },
    about('people', 'match: email'),
  );

  expect(JSON.stringify(findings)).toContain(text);
});

const anna = aPerson({ email: 'anna@example.com' });
const connections = ['Anna@example.com', 'bob-laptop', 'joanna-laptop', 'kiosk'].map((name, index) =>
  aConnection({ id: connectionId(`cvpn-connection-1ab${index}`), username: undefined, commonName: name }),
);

async function findingOf({ isWhole = true, ...ill }: SetUpFaults & { readonly isWhole?: boolean }) {
  const setUp = aSetUp({
    ...ill,
    workspace: { members: async () => answered({ people: [anna], isWhole }), ...ill.workspace },
    vpn: { scan: async () => memorySnapshot(connections, new Date(0)), ...ill.vpn },
  });
  return (await examine(setUp)).find(({ subject }) => /^(connections|members)/.test(subject));
}

test('counts connections that belong to no member, with their share and some of their names', async () => {
  expect(await findingOf({})).toMatchObject({
    verdict: 'warning',
    says: '3 of 4 active connections (75%) belong to no member, so commands about a person don’t find them: bob-laptop, joanna-laptop, kiosk',
    fix: { step: expect.stringContaining('people.map') },
  });
});

test('on a directory endpoint, any spelling of a user name matches a member; elsewhere only the whole name', async () => {
  const users = ['CORP\\anna', 'PARTNER\\anna', 'anna', 'anna@partner.example'].map((username, index) =>
    aConnection({ id: connectionId(`cvpn-connection-1ab${index}`), username, commonName: undefined }),
  );
  const scan = async () => memorySnapshot(users, new Date(0));
  const facts = (authentication: 'directory' | 'federated') => async () => ({
    status: 'available' as const,
    authentication: [authentication],
    connectHandler: 'none' as const,
    sessionTimeoutHours: 24,
  });

  expect(await findingOf({ vpn: { scan, facts: facts('directory') } })).toMatchObject({
    says: expect.stringMatching(/^1 of 4 active connections .*: anna@partner\.example$/),
  });
  expect(await findingOf({ vpn: { scan, facts: facts('federated') } })).toMatchObject({
    says: expect.stringContaining('4 of 4 active connections'),
  });
});

test('a connection with a user name belongs to that user, whoever owns the certificate', async () => {
  const named = (username: string, commonName: string) => aConnection({ username, commonName });
  const on = (...rows: readonly ReturnType<typeof aConnection>[]) => ({
    vpn: { scan: async () => memorySnapshot(rows, new Date(0)) },
  });

  expect(await findingOf(on(named('anna@example.com', 'kiosk')))).toMatchObject({ verdict: 'ok' });
  expect(await findingOf(on(named('eve@partner.example', 'anna@example.com')))).toMatchObject({
    verdict: 'warning',
    says: expect.stringMatching(/^1 of 1 active connections .*: eve@partner\.example$/),
  });
});

test('says when not all members were looked up', async () => {
  expect(await findingOf({ isWhole: false })).toMatchObject({
    says: expect.stringContaining('no member among the 1 that were checked'),
  });
});

test('reports no problem if every connection belongs to a member', async () => {
  const scan = async () => memorySnapshot(connections.slice(0, 1), new Date(0));

  expect(await findingOf({ vpn: { scan } })).toMatchObject({ verdict: 'ok' });
});

test('ignores ended connections', async () => {
  const [own, ...others] = connections;
  const ended = others.map((connection) => ({ ...connection, endedAt: new Date(0) }));
  const scan = async () => memorySnapshot([...(own ? [own] : []), ...ended], new Date(0));

  expect(await findingOf({ vpn: { scan } })).toMatchObject({
    verdict: 'ok',
    says: 'the only active connection belongs to a member',
  });
});

test('leaves an endpoint that cannot be read to its own checks', async () => {
  const scan = async () => {
    throw new Failure('aws_denied', 'ordered');
  };

  expect(await findingOf({ vpn: { scan } })).toMatchObject({
    verdict: 'ok',
    says: expect.stringContaining('not checked'),
  });
});

test('reports members that Slack does not list', async () => {
  expect(await findingOf({ workspace: { members: async () => refused('missing_scope') } })).toMatchObject({
    verdict: 'wrong',
    says: 'Slack doesn’t list the members: missing_scope',
  });
});
