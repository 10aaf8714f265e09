import { expect, test } from 'vitest';
import {
  blockIdFromListState,
  type ListState,
  valueFromTerminateButton,
} from '../../../src/features/connections/payloads.ts';
import { valueFromReconnectButton } from '../../../src/features/reconnect/payloads.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { anApp } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const state: ListState = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 };
const blockId = blockIdFromListState(state);

function aScene() {
  const deps = memoryListenerDeps(anApp(someConnections(25)));
  const { press } = deliverTo(deps);
  const looks = () => deps.app.vpn.calls.map(({ endpoint }) => endpoint);
  return { deps, press, looks, sent: () => deps.poster.sent };
}

test.each([actionIds.next, actionIds.previous, actionIds.refresh])(
  '%s looks up the list again, for the requester',
  async (id) => {
    const { press, looks, sent } = aScene();

    const acks = await press({ action_id: id, block_id: blockId, value: '1' });

    expect(acks).toHaveLength(1);
    expect(looks()).toEqual(['prod-eu', 'lab']);
    expect(sent()).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' }]);
  },
);

test('the filter looks up the chosen endpoint alone', async () => {
  const { press, looks } = aScene();

  await press({ action_id: actionIds.filter, block_id: blockId, selected_option: { value: 'lab' } });

  expect(looks()).toEqual(['lab']);
});

test('the filter’s first option looks up all endpoints', async () => {
  const { press, looks } = aScene();
  const onLab = blockIdFromListState({ ...state, on: 'lab' });

  await press({ action_id: actionIds.filter, block_id: onLab, selected_option: { value: '*' } });

  expect(looks()).toEqual(['prod-eu', 'lab']);
});

const byTraffic = someConnections(25).map((connection, index) => ({
  ...connection,
  username: `user-${index}`,
  traffic: { ...connection.traffic, bytesSent: BigInt(index * 1_000) },
}));

test('the order that is chosen is kept on further pages, in Refresh and in a shared list', async () => {
  const deps = memoryListenerDeps(anApp(byTraffic));
  const { press } = deliverTo(deps);
  const last = () => JSON.stringify(deps.poster.views.at(-1)?.blocks);

  await press({ action_id: actionIds.sort, block_id: blockId, selected_option: { value: 'traffic' } });
  expect(last()).toMatch(/\*user-24\*.*\*user-23\*/);
  const sorted = /"block_id":"(list.*?)","elements"/.exec(last())?.[1]?.replaceAll('\\"', '"') ?? '';

  await press({ action_id: actionIds.next, block_id: sorted, value: '1' });
  expect(last()).toMatch(/\*user-14\*.*\*user-13\*/);
  await press({ action_id: actionIds.refresh, block_id: sorted, value: '0' });
  expect(last()).toMatch(/\*user-24\*.*\*user-23\*/);
  await press({ action_id: actionIds.share, block_id: sorted, value: '0' });
  expect(last()).toMatch(/page 1 of 3, most traffic first.*\*user-24\*.*\*user-23\*/);
});

test('the page that is chosen is shown', async () => {
  const { press, deps } = aScene();

  await press({ action_id: actionIds.page, block_id: blockId, selected_option: { value: '2' } });

  expect(JSON.stringify(deps.poster.views)).toContain('page 3 of 3');
});

test('Share posts the list for everyone in the channel', async () => {
  const { press, sent } = aScene();

  await press({ action_id: actionIds.share, block_id: blockId, value: '0' });

  expect(sent()).toMatchObject([{ how: 'post', place: 'C0HELPDESK' }]);
});

test.each([
  [actionIds.refresh, 'list["of another version"]', '0'],
  [actionIds.share, 'unknown', '0'],
  [actionIds.terminate, 'row', '["of another version"]'],
  [actionIds.kickAgain, 'comeback_7', '["of another version"]'],
  [actionIds.block, 'comeback_7', '["of another version"]'],
])('answers a %s button of an earlier version, and looks nothing up', async (id, block, value) => {
  const { press, looks, sent } = aScene();

  await press({ action_id: id, block_id: block, value });

  expect(looks()).toEqual([]);
  expect(sent()).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' }]);
});

test.each([
  ['too old', '2026-11-02T08:44:59Z'],
  ['of the future, as where the clock was set back', '2026-11-02T10:00:00Z'],
])('Terminate on a list that is %s opens no modal, and says so', async (_, at) => {
  const { deps, press, looks, sent } = aScene();
  const asOf = new Date(at);
  const value = valueFromTerminateButton({ connection: connectionId('cvpn-connection-0a'), on: 'lab', asOf });

  await press({ action_id: actionIds.terminate, block_id: 'row', value });

  expect([deps.opened, looks()]).toEqual([[], []]);
  expect(sent()).toHaveLength(1);
});

test('Terminate asks about that one connection', async () => {
  const { deps, press } = aScene();
  const asOf = deps.app.clock.now();
  const connection = connectionId('cvpn-connection-00000000000000003');

  await press({
    action_id: actionIds.terminate,
    block_id: 'row',
    value: valueFromTerminateButton({ connection, on: 'prod-eu', asOf }),
  });

  expect(JSON.stringify(deps.filledIn)).toContain(connection);
});

test('Kick again asks about the person’s current connections', async () => {
  const { deps, press } = aScene();
  const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
  const value = valueFromReconnectButton({ targetRef, on: 'prod-eu', seenAt: deps.app.clock.now() });

  await press({ action_id: actionIds.kickAgain, block_id: 'comeback_7', value });

  expect(JSON.stringify(deps.filledIn)).toContain('Terminate 25 connections of *bob@example.com* on prod-eu');
});

test('Kick again on a warning that is too old opens no modal, and says so', async () => {
  const { deps, press, looks, sent } = aScene();
  const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
  const seenAt = new Date('2026-11-02T08:44:59Z');

  await press({
    action_id: actionIds.kickAgain,
    block_id: 'comeback_7',
    value: valueFromReconnectButton({ targetRef, on: 'prod-eu', seenAt }),
  });

  expect([deps.opened, looks()]).toEqual([[], []]);
  expect(sent()).toHaveLength(1);
});

test('Block under a warning opens the modal, and blocks no one yet', async () => {
  const { deps, press } = aSceneThatMayBlock();
  const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
  const value = valueFromReconnectButton({ targetRef, on: 'prod-eu', seenAt: deps.app.clock.now() });

  await press({ action_id: actionIds.block, block_id: 'comeback_7', value });

  expect(JSON.stringify([deps.opened, deps.filledIn])).toContain('"callback_id":"block"');
  expect(deps.app.log.entries).toEqual([]);
});

function aSceneThatMayBlock() {
  const rules = someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] });
  const deps = memoryListenerDeps(anApp(someConnections(1), rules));
  return { deps, ...deliverTo(deps) };
}

test.each([actionIds.next, actionIds.refresh])(
  '%s turns the page of a list of the longest name that AWS accepts',
  async (id) => {
    const username = `${'x'.repeat(243)}@example.com`;
    const deps = memoryListenerDeps(
      anApp(someConnections(25).map((connection) => ({ ...connection, username }))),
    );
    const { type, press } = deliverTo(deps);
    await type(`who ${username}`);
    const controls = deps.poster.views[0]?.blocks.find((block) => block.type === 'actions');
    const button = controls?.elements.find((element) => element.action_id === id);
    if (button?.type !== 'button') throw new Error('there is no such button');

    await press({ action_id: id, block_id: controls?.block_id ?? '', value: button.value ?? '' });

    const pageShown = id === actionIds.next ? 'page 2 of 3' : 'page 1 of 3';
    expect(JSON.stringify(deps.poster.views[1])).toContain(pageShown);
    expect(deps.poster.sent[1]?.text).toContain('25');
  },
);
