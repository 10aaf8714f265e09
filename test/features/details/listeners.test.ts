import { expect, test } from 'vitest';
import { valueFromDetailsChoice } from '../../../src/features/connections/payloads.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { anApp } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const onLab = aConnection({ id: connectionId('cvpn-connection-0ab'), endpointId: lab.id });
const value = valueFromDetailsChoice({ connection: onLab.id, on: lab.id });

function aScene() {
  const deps = memoryListenerDeps(anApp([aConnection(), onLab]));
  return { deps, ...deliverTo(deps), sent: () => deps.poster.sent };
}

test.each([
  ['a button', { action_id: actionIds.details, value }],
  ['the select', { action_id: actionIds.detailsOf, selected_option: { value } }],
  ['Refresh', { action_id: actionIds.detailsRefresh, value }],
])('%s shows the connection to the requester alone', async (_title, action) => {
  const { deps, press, sent } = aScene();

  await press({ block_id: 'row', ...action });

  expect(deps.app.vpn.calls.map(({ endpoint }) => endpoint)).toEqual(['lab']);
  expect(sent()).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' }]);
  expect(JSON.stringify(deps.poster.sent)).toContain('Connection of bob@example.com');
});

test.each(['cvpn-connection-0ab', 'CVPN-Connection-0AB on lab'])(
  '`who %s` shows it as well',
  async (typed) => {
    const { type, sent } = aScene();

    await type(`who ${typed}`);

    expect(sent().map(({ text }) => text)).toEqual(['Connection of bob@example.com']);
  },
);

test('a value of another version is answered, and nothing is looked up', async () => {
  const { deps, press, sent } = aScene();

  await press({ action_id: actionIds.details, block_id: 'row', value: '["of another version"]' });

  expect(sent()).toHaveLength(1);
  expect(deps.app.vpn.calls).toEqual([]);
});

test('a denial is counted', async () => {
  const deps = memoryListenerDeps(anApp([onLab], { everyoneMaySelf: false }));
  const { press } = deliverTo(deps, undefined, { id: 'C0GENERAL', name: 'general' });

  await press({ action_id: actionIds.details, block_id: 'row', value });

  expect(deps.refused).toEqual(['channel_unknown']);
});
