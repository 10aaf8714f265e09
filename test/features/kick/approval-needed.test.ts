import { expect, test } from 'vitest';
import { type Intent, needFor } from '../../../src/features/kick/approval-needed.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { aWorld, bob, helga } from '../../doubles/a-world.ts';
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
async function afterAnotherKick(count: number, username: string, rules: Parameters<typeof aWorld>[1] = {}) {
  const world = aWorld(someConnections(count, { username, commonName: username }), rules);
  const order = aKickOrder({ whom: { kind: 'name', name: username } });
  await kick(world, order);
  for (const { id } of someConnections(count)) world.vpn.forget(id);
  return { world, order };
}

test('where nobody can tell who acts, a second person is needed', async () => {
  const unknown = { actor: undefined, person: { kind: 'unverifiable' } } as const;

  expect(await needFor(aWorld(), anIntent(unknown))).toEqual(uncountable);
});

test('after more requests than can be told apart, a second person is needed', async () => {
  const { world } = await afterAnotherKick(1, 'anna');
  const [request] = world.log.entries;
  world.log.requestedBy = async (_actor, _since, most) =>
    Array.from({ length: most }, () => request ?? fail());

  expect(await needFor(world, anIntent())).toEqual(uncountable);
});

test('where more people than can be looked up have a listed name among the requests, a second person is needed', async () => {
  const mapOf = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [personId(`U0P${index}`), ['robert']] as const));
  const needAmong = async (count: number) => {
    const people = { match: 'email', map: mapOf(count) } as const;
    const { world } = await afterAnotherKick(1, 'robert', { people });
    return needFor(world, anIntent());
  };

  expect(await needAmong(50)).toBeUndefined();
  expect(await needAmong(51)).toEqual(uncountable);
});

test('what the same request has terminated counts, whoever it is listed for', async () => {
  const { world, order } = await afterAnotherKick(5, 'anna');

  expect(await needFor(world, anIntent())).toBeUndefined();
  expect(await needFor(world, anIntent({ correlation: order.correlation }))).toEqual(needsApproval(5));
});

test('one’s own connections count where nobody may end their own', async () => {
  const own = anIntent({
    actor: bob.id,
    person: { kind: 'found', person: bob },
    connections: someConnections(6),
  });

  expect(await needFor(aWorld(), own)).toBeUndefined();
  expect(await needFor(aWorld([], { everyoneMaySelf: false }), own)).toMatchObject({ kind: 'many_sessions' });
});

function fail(): never {
  throw new Error('there is one');
}
