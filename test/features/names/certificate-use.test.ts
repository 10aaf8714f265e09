import { subDays } from 'date-fns/subDays';
import { expect, test } from 'vitest';
import type { ConnectionRecord } from '../../../src/domain/connection-record.ts';
import { aConnectionRecord } from '../../builders/a-connection-record.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { anApp, type MemoryContext } from '../../doubles/an-app.ts';
import { approveAs, claim, laptop } from './a-claim.ts';

const people = { match: 'email', domains: ['corp.example'], map: new Map() } as const;

function signedInEarlier(app: MemoryContext, names: Partial<ConnectionRecord>) {
  const startedAt = subDays(app.clock.now(), 20);
  return aConnectionRecord({ startedAt, lastSeenAt: startedAt, endedAt: startedAt, ...names });
}

test.each([
  ['alone', { username: 'BOB-laptop' }],
  ['with the domain of people’s addresses', { username: 'Bob-Laptop@corp.example' }],
  ['with any domain, on the certificate', { username: 'CORP\\bob-laptop', commonName: 'bob-laptop' }],
])('a claim is not approved if a directory user signed in with the name earlier: %s', async (_, names) => {
  const app = anApp([laptop], { people });
  app.vpn.factsOf.set(anEndpoint().id, {
    status: 'available',
    authentication: ['directory'],
    connectHandler: 'none',
    sessionTimeoutHours: 24,
  });
  await app.history.record([signedInEarlier(app, names)]);
  await claim(app);

  expect(app.announcer.claims.at(-1)?.facts).toMatchObject({ isUserName: true });
  expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'user_name' });
});

test('a claim is approved if an identity provider’s user signed in with a longer name', async () => {
  const app = anApp([laptop], { people });
  await app.history.record([signedInEarlier(app, { username: 'bob-laptop@corp.example' })]);
  await claim(app);

  expect(await approveAs(app)).toMatchObject({ kind: 'settled' });
});
