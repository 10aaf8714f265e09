import { expect, test } from 'vitest';
import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { endpoints } from '../../../src/features/endpoints/endpoints.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { aWorld, helga } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { aKickOrder } from './a-kick-order.ts';
import { dieAfter, kindsIn, soonMs } from './after-a-crash.ts';

const name = { kind: 'name', name: 'bob@example.com' } as const;

function aScene() {
  const world = aWorld(someConnections(2));
  world.vpn.unassociated.add(lab.id);
  return world;
}

test('a kick on the other endpoints is a whole one', async () => {
  const world = aScene();

  const result = await kick(world, aKickOrder({ whom: name }));

  expect(result).toMatchObject({ kind: 'kicked', kick: { missing: [] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(kindsIn(world)).toEqual(['requested', 'finished', 'confirmed']);
});

test('names the endpoints without a network where nothing is found', async () => {
  const world = aScene();

  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name: 'nobody' } }))).toMatchObject({
    kind: 'none',
    missing: [],
    unassociated: [{ name: 'lab' }],
  });
});

test('an endpoint that loses its network under a kick has ended everybody', async () => {
  const world = aWorld(someConnections(1));
  world.vpn.takeToEnd(60_000);
  world.clock.atEachSleep = () => void world.vpn.unassociated.add(anEndpoint().id);

  const result = await kick(world, aKickOrder());

  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(kindsIn(world)).toEqual(['requested', 'finished', 'confirmed']);
});

test('a kick that was left behind is gone on with on an endpoint that has lost its network since', async () => {
  const world = aWorld([aConnection()]);
  await dieAfter({ kind: 'claimed' }, world);
  world.vpn.unassociated.add(anEndpoint().id);

  await world.clock.sleep(soonMs);
  await resumeDue(world);

  expect(kindsIn(world)).toEqual(['requested', 'finished', 'confirmed']);
  expect(world.vpn.terminations).toEqual([]);
});

test('the report of the endpoints tells of it', async () => {
  const result = await endpoints(aScene(), { asker: anAsker(helga) });

  expect(result).toMatchObject({
    reports: [
      { endpoint: { name: 'prod-eu' }, live: { count: 2, isUnassociated: false } },
      { endpoint: { name: 'lab' }, live: { kind: 'known', count: 0, isUnassociated: true } },
    ],
  });
});
