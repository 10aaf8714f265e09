import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { examine } from '../../../src/features/doctor/doctor.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { connectionId } from '../../builders/ids.ts';
import { answered, aSetUp, refused, type SetUpIllnesses } from '../../doubles/a-set-up.ts';
import { memorySnapshot } from '../../doubles/memory-snapshot.ts';

const anna = aPerson({ email: 'anna@example.com' });
const connections = ['Anna@example.com', 'bob-laptop', 'joanna-laptop', 'kiosk'].map((name, index) =>
  aConnection({ id: connectionId(`cvpn-connection-1ab${index}`), username: undefined, commonName: name }),
);

async function findingOf({ isWhole = true, ...ill }: SetUpIllnesses & { readonly isWhole?: boolean }) {
  const setUp = aSetUp({
    ...ill,
    workspace: { members: async () => answered({ people: [anna], isWhole }), ...ill.workspace },
    vpn: { scan: async () => memorySnapshot(connections, new Date(0)), ...ill.vpn },
  });
  return (await examine(setUp)).find(({ subject }) => /^(connections|members)/.test(subject));
}

test('connections that no member’s name is on are counted, with their share and some of their names', async () => {
  expect(await findingOf({})).toMatchObject({
    verdict: 'warning',
    says: '3 of 4 living connections (75 %) belong to none of the 1 members, so commands about a person miss them: bob-laptop, joanna-laptop, kiosk',
    fix: { step: expect.stringContaining('people.map') },
  });
});

test('on a directory endpoint, users belong to a member in every way to write the name, elsewhere only whole', async () => {
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
    says: expect.stringMatching(/^1 of 4 living connections .*: anna@partner\.example$/),
  });
  expect(await findingOf({ vpn: { scan, facts: facts('federated') } })).toMatchObject({
    says: expect.stringContaining('4 of 4 living connections'),
  });
});

test('a connection with a user name is that user’s, whoever the certificate was made for', async () => {
  const named = (username: string, commonName: string) => aConnection({ username, commonName });
  const on = (...rows: readonly ReturnType<typeof aConnection>[]) => ({
    vpn: { scan: async () => memorySnapshot(rows, new Date(0)) },
  });

  expect(await findingOf(on(named('anna@example.com', 'kiosk')))).toMatchObject({ verdict: 'ok' });
  expect(await findingOf(on(named('eve@partner.example', 'anna@example.com')))).toMatchObject({
    verdict: 'warning',
    says: expect.stringMatching(/^1 of 1 living connections .*: eve@partner\.example$/),
  });
});

test('that not all members were looked at is said', async () => {
  expect(await findingOf({ isWhole: false })).toMatchObject({
    says: expect.stringContaining('the 1 members that were looked at'),
  });
});

test('nothing is wrong where every connection belongs to a member', async () => {
  const scan = async () => memorySnapshot(connections.slice(0, 1), new Date(0));

  expect(await findingOf({ vpn: { scan } })).toMatchObject({ verdict: 'ok' });
});

test('connections that have ended count neither way', async () => {
  const [own, ...others] = connections;
  const ended = others.map((connection) => ({ ...connection, endedAt: new Date(0) }));
  const scan = async () => memorySnapshot([...(own ? [own] : []), ...ended], new Date(0));

  expect(await findingOf({ vpn: { scan } })).toMatchObject({
    verdict: 'ok',
    says: 'the one living connection belongs to one of the 1 members',
  });
});

test('what cannot be read is not counted, and is left to the checks of the endpoint', async () => {
  const scan = async () => {
    throw new Failure('aws_denied', 'ordered');
  };

  expect(await findingOf({ vpn: { scan } })).toMatchObject({
    verdict: 'ok',
    says: expect.stringContaining('not counted'),
  });
});

test('members that Slack does not list are a finding', async () => {
  expect(await findingOf({ workspace: { members: async () => refused('missing_scope') } })).toMatchObject({
    verdict: 'wrong',
    says: 'Slack does not list the members: missing_scope',
  });
});
