import { expect, test } from 'vitest';
import { approvalNeeded, type Intent } from '../../../src/features/kick/approval-needed.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { anApp, bob, helga } from '../../doubles/an-app.ts';
import { aKickOrder } from './a-kick-order.ts';

/** Helga is about to terminate one connection of Bob's. */
const anIntent = (given: Partial<Intent> = {}): Intent => ({
  actor: helga.id,
  person: { kind: 'found', person: helga },
  connections: [aConnection({ id: connectionId('cvpn-connection-b0') })],
  target: { kind: 'names', names: ['bob@example.com'] },
  ...given,
});
const needsApproval = (recent: number) => ({ kind: 'many_sessions', above: 5, recent });
const uncountable = needsApproval(Number.POSITIVE_INFINITY);

/** Connections of somebody else, whom Helga has kicked. */
async function afterAnotherKick(count: number, username: string, rules: Parameters<typeof anApp>[1] = {}) {
  const app = anApp(someConnections(count, { username, commonName: username }), rules);
  const order = aKickOrder({ targetRef: { kind: 'name', name: username } });
  await kick(app, order);
  for (const { id } of someConnections(count)) app.vpn.forget(id);
  return { app, order };
}

test('a kick needs an approval if the actor’s earlier kicks cannot be determined', async () => {
  const unknown = { actor: undefined, person: { kind: 'unverifiable' } } as const;

  expect(await approvalNeeded(anApp(), anIntent(unknown))).toEqual(uncountable);
});

test('a kick needs an approval after more requests than can be compared', async () => {
  const { app } = await afterAnotherKick(1, 'anna');
  const [request] = app.log.entries;
  app.log.requestedBy = async (_actor, _since, most) => Array.from({ length: most }, () => request ?? fail());

  expect(await approvalNeeded(app, anIntent())).toEqual(uncountable);
});

test('a kick needs an approval if the requests name more listed people than can be looked up', async () => {
  const mapOf = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [personId(`U0P${index}`), ['robert']] as const));
  const needAmong = async (count: number) => {
    const people = { match: 'email', map: mapOf(count) } as const;
    const { app } = await afterAnotherKick(1, 'robert', { people });
    return approvalNeeded(app, anIntent());
  };

  expect(await needAmong(50)).toBeUndefined();
  expect(await needAmong(51)).toEqual(uncountable);
});

test('connections that the same request terminated count, whoever their name is listed for', async () => {
  const { app, order } = await afterAnotherKick(5, 'anna');

  expect(await approvalNeeded(app, anIntent())).toBeUndefined();
  expect(await approvalNeeded(app, anIntent({ correlation: order.correlation }))).toEqual(needsApproval(5));
});

test('one’s own connections count in a workspace where no one may terminate their own', async () => {
  const own = anIntent({
    actor: bob.id,
    person: { kind: 'found', person: bob },
    connections: someConnections(6),
  });

  expect(await approvalNeeded(anApp(), own)).toBeUndefined();
  expect(await approvalNeeded(anApp([], { everyoneMaySelf: false }), own)).toMatchObject({
    kind: 'many_sessions',
  });
});

function fail(): never {
  throw new Error('there is one');
}
