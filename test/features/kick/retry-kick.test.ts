import { expect, test } from 'vitest';
import { kick } from '../../../src/features/kick/kick.ts';
import { parseKickMetadata } from '../../../src/features/kick/payloads.ts';
import { findRetry } from '../../../src/features/kick/retry-kick.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, leads, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';
import { aKickOrder } from './a-kick-order.ts';

const order = aKickOrder();
const retry = (app: MemoryContext, requester = order.requester) =>
  findRetry(app, requester, order.correlation);

/** Bob's kick, after which the connections with these indexes are still active, because AWS did not terminate them. */
async function afterKick(active: readonly number[]): Promise<MemoryContext> {
  const connections = someConnections(3);
  const app = anApp(connections);
  for (const at of active) app.vpn.stubborn.add(connections[at]?.id ?? aConnection().id);
  await kick(app, order);
  return app;
}

test('Retry asks about the connections that were not terminated and are still active', async () => {
  const app = await afterKick([0, 2]);

  expect(await retry(app)).toMatchObject({
    kind: 'found',
    selection: { targetRef: { kind: 'name', name: 'bob@example.com' }, on: 'prod-eu' },
    connections: [someConnections(3)[0]?.id, someConnections(3)[2]?.id],
    reason: order.reason,
  });
});

test('Retry of a single connection asks about that connection alone', async () => {
  const app = await afterKick([1]);

  expect(await retry(app)).toMatchObject({
    selection: { targetRef: { kind: 'connection', connection: someConnections(3)[1]?.id } },
  });
});

test('there is nothing to retry once the connections have ended', async () => {
  const app = await afterKick([1]);
  for (const { id } of someConnections(3)) app.vpn.forget(id);

  expect(await retry(app)).toEqual({ kind: 'ended' });
});

test('another channel may not retry the kick', async () => {
  const app = await afterKick([1]);

  expect(await retry(app, aRequester(omar, secops.id))).toEqual({ kind: 'unknown' });
});

test('a person whose channel lacks the grant is refused, and that is recorded', async () => {
  const app = await afterKick([1]);

  expect(await retry(app, aRequester(omar, leads.id))).toMatchObject({ kind: 'refused' });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', actor: { id: omar.id } });
});

test('the modal selects only what was not terminated, and nothing is terminated before it is submitted', async () => {
  const app = await afterKick([0, 2]);
  // Bob has signed in again since.
  app.vpn.connect(aConnection());
  const before = app.vpn.terminations.length;
  const deps = memoryListenerDeps(app);

  const { press } = deliverTo(deps);
  await press({ action_id: actionIds.retry, block_id: 'kick_retry', value: order.correlation });

  const modal = [...deps.opened, ...deps.filledIn].at(-1);
  const text = JSON.stringify(modal);
  const selected = /"initial_options":(\[.*?\}\])/.exec(text)?.[1] ?? '';
  expect(selected.match(/"value"/g)).toHaveLength(2);
  expect(parseKickMetadata(modal?.private_metadata ?? '')?.listed).toBe(3);
  expect(text).toContain(order.reason);
  expect(app.vpn.terminations).toHaveLength(before);
});
