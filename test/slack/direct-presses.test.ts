import { expect, test } from 'vitest';
import { channelGrants } from '../../src/domain/rules.ts';
import { blockIdFromRecordState } from '../../src/features/audit/payloads.ts';
import { blockIdFromListState, valueFromSessionButton } from '../../src/features/connections/payloads.ts';
import { valueFromReconnectButton } from '../../src/features/reconnect/payloads.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { textFromValueInChannel } from '../../src/slack/block-kit/direct-message.ts';
import { parseKickMetadata } from '../../src/slack/payloads/kick-modal.ts';
import { valueFromBlockKey } from '../../src/slack/payloads/unblock-modal.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { channelId, correlation, personId } from '../builders/ids.ts';
import { anApp, helpdesk } from '../doubles/an-app.ts';
import { aDesk } from './a-desk.ts';
import { deliverTo } from './presses.ts';

const direct = { id: 'D0HELGA', name: 'directmessage' };
const seenAt = new Date('2026-11-02T08:59:00Z');
const [bob = aConnection()] = someConnections(1);
const whom = { kind: 'name', name: 'bob@example.com' } as const;
const list = blockIdFromListState({ list: 'who', whom: { kind: 'everyone' }, on: undefined, page: 0 });
const record = blockIdFromRecordState({ whom: { kind: 'everyone' }, upTo: undefined, page: 0 });
const comeback = valueFromReconnectButton({ whom, on: 'prod-eu', seenAt });
const block = valueFromBlockKey({
  name: 'bob@example.com',
  endpoint: undefined,
  correlation: correlation('corr-0001'),
});
const session = valueFromSessionButton({ connection: bob.id, on: 'prod-eu', asOf: seenAt });

/** Every button that a message may have, and the grant that it needs. */
const buttons = [
  [actionIds.stop, 'kick_stop', 'corr-0007', 'kick-many'],
  [actionIds.kickAgain, 'comeback_7', comeback, 'kick'],
  [actionIds.block, 'comeback_7', comeback, 'block'],
  [actionIds.lift, 'row', block, 'block'],
  [actionIds.terminate, 'row', session, 'kick'],
  [actionIds.refresh, list, '0', 'see'],
  [actionIds.recordNext, record, '0', 'audit'],
] as const;

function aScene(where = direct) {
  const all = { ...helpdesk, allow: channelGrants };
  const desk = aDesk(anApp([bob], { channels: new Map([[all.id, all]]) }));
  const { press } = deliverTo(desk, undefined, where);
  const inHelpdesk = (value: string) => textFromValueInChannel(helpdesk.id, value);
  return { desk, press, inHelpdesk };
}

test.each(buttons)('%s is decided about in the channel that it names', async (id, block_id, value) => {
  const { desk, press, inHelpdesk } = aScene();

  await press({ action_id: id, block_id, value: inHelpdesk(value) });

  expect(desk.refused).toEqual([]);
  expect(desk.poster.sent.filter(({ place }) => place !== 'U0HELGA')).toEqual([]);
  expect(desk.opened.length + desk.poster.sent.length).toBeGreaterThan(0);
});

test.each(buttons)(
  '%s is refused to whoever is not in that channel any more',
  async (id, block_id, value) => {
    const { desk, press, inHelpdesk } = aScene();
    desk.app.directory.setMembership(helpdesk.id, personId('U0HELGA'), 'absent');

    await press({ action_id: id, block_id, value: inHelpdesk(value) });

    expect(desk.refused).toEqual(['membership_missing']);
  },
);

test.each(buttons)('%s is refused where that channel lacks the grant', async (id, block_id, value, grant) => {
  const { desk, press, inHelpdesk } = aScene();
  const allow = channelGrants.filter((each) => each !== grant);
  Object.assign(desk.app.rules, {
    channels: new Map([[helpdesk.id, { ...helpdesk, allow }]]),
    everyoneMaySelf: false,
  });

  await press({ action_id: id, block_id, value: inHelpdesk(value) });

  expect(desk.refused).toEqual(['grant_missing']);
});

test.each(buttons)(
  '%s of an earlier version, which names no channel, is refused',
  async (id, block_id, value) => {
    const { desk, press } = aScene();

    await press({ action_id: id, block_id, value });

    expect(desk.refused).toEqual(['channel_unknown']);
  },
);

test('in a channel, the one that a button names does not count', async () => {
  const { desk, press, inHelpdesk } = aScene({ id: 'C0LEADS', name: 'leads' });

  await press({ action_id: actionIds.terminate, block_id: 'row', value: inHelpdesk(session) });

  expect(desk.opened).toEqual([]);
});

test('the modal that Kick again opens is about that channel', async () => {
  const { desk, press, inHelpdesk } = aScene();

  await press({ action_id: actionIds.kickAgain, block_id: 'comeback_7', value: inHelpdesk(comeback) });

  const [modal] = desk.filledIn;
  expect(parseKickMetadata(modal?.private_metadata ?? '')?.channel).toBe(channelId('C0HELPDESK'));
});

test('the list that takes the place of another in a direct message has buttons that name the channel again', async () => {
  const { desk, press, inHelpdesk } = aScene();

  await press({ action_id: actionIds.refresh, block_id: list, value: inHelpdesk('0') });

  expect(JSON.stringify(desk.poster.views)).toContain('"value":"C0HELPDESK:0"');
});
