import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { endpoints } from '../../../src/features/endpoints/endpoints.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga } from '../../doubles/an-app.ts';
import { aKickOrder } from './a-kick-order.ts';
import { crashAfter, kindsIn, soonMs } from './after-a-crash.ts';

const name = { kind: 'name', name: 'bob@example.com' } as const;

function aScene() {
  const app = anApp(someConnections(2));
  app.vpn.unassociated.add(lab.id);
  return app;
}

test('a kick is complete if the only other endpoint has no network', async () => {
  const app = aScene();

  const result = await kick(app, aKickOrder({ targetRef: name }));

  expect(result).toMatchObject({ kind: 'kicked', kick: { unavailable: [] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
});

test('the answer names endpoints without a network if nothing is found', async () => {
  const app = aScene();

  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'nobody' } }))).toMatchObject({
    kind: 'none',
    unavailable: [],
    unassociated: [{ name: 'lab' }],
  });
});

test('a kick counts everyone as ended on an endpoint that loses its network', async () => {
  const app = anApp(someConnections(1));
  app.vpn.takeToEnd(60_000);
  app.clock.atEachSleep = () => void app.vpn.unassociated.add(anEndpoint().id);

  const result = await kick(app, aKickOrder());

  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
});

test('a resumed kick continues on an endpoint that has lost its network meanwhile', async () => {
  const app = anApp([aConnection()]);
  await crashAfter({ kind: 'claimed' }, app);
  app.vpn.unassociated.add(anEndpoint().id);

  await app.clock.sleep(soonMs);
  await runDueJobs(app);

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.vpn.terminations).toEqual([]);
});

test('the list of endpoints shows that an endpoint has no network', async () => {
  const result = await endpoints(aScene(), { requester: aRequester(helga) });

  expect(result).toMatchObject({
    reports: [
      { endpoint: { name: 'prod-eu' }, live: { count: 2, isUnassociated: false } },
      { endpoint: { name: 'lab' }, live: { kind: 'known', count: 0, isUnassociated: true } },
    ],
  });
});
