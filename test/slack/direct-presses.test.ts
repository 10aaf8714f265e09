import { expect, test } from 'vitest';
import { channelGrants } from '../../src/domain/rules.ts';
import { blockIdFromAuditPageState } from '../../src/features/audit/payloads.ts';
import { valueFromBlockKey } from '../../src/features/block/payloads.ts';
import {
  blockIdFromListState,
  valueFromDetailsChoice,
  valueFromSuggestion,
  valueFromTerminateButton,
} from '../../src/features/connections/payloads.ts';
import { parseKickMetadata } from '../../src/features/kick/payloads.ts';
import { valueFromReconnectButton } from '../../src/features/reconnect/payloads.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { textFromValueInChannel } from '../../src/slack/block-kit/direct-message.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { aTypedRequest } from '../builders/a-typed-request.ts';
import { channelId, correlation, personId } from '../builders/ids.ts';
import { anApp, helpdesk } from '../doubles/an-app.ts';
import { deliverTo } from './deliver-to.ts';
import { memoryListenerDeps } from './memory-listener-deps.ts';

const direct = { id: 'D0HELGA', name: 'directmessage' };
const seenAt = new Date('2026-11-02T08:59:00Z');
const [bob = aConnection()] = someConnections(1);
const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
const list = blockIdFromListState({ list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 });
const record = blockIdFromAuditPageState({ targetRef: { kind: 'everyone' }, upTo: undefined, page: 0 });
const comeback = valueFromReconnectButton({ targetRef, on: 'prod-eu', seenAt });
const block = valueFromBlockKey({
  name: 'bob@example.com',
  endpoint: undefined,
  correlation: correlation('corr-0001'),
});
const suggestion = valueFromSuggestion({ ...aTypedRequest({ typedAt: seenAt }), targetRef });
const session = valueFromTerminateButton({ connection: bob.id, on: 'prod-eu', asOf: seenAt });

const details = valueFromDetailsChoice({ connection: bob.id, on: bob.endpointId });

/** Every button that a message may have, and the grant that it needs. */
const buttons = [
  [actionIds.stop, 'kick_stop', 'corr-0007', 'kick-many'],
  [actionIds.retry, 'kick_retry', 'corr-0007', 'kick'],
  [actionIds.kickAgain, 'comeback_7', comeback, 'kick'],
  [actionIds.block, 'comeback_7', comeback, 'block'],
  [actionIds.kickName, 'row', suggestion, 'kick'],
  [actionIds.blockName, 'row', suggestion, 'block'],
  [actionIds.lift, 'row', block, 'block'],
  [actionIds.terminate, 'row', session, 'kick'],
  [actionIds.refresh, list, '0', 'see'],
  [actionIds.auditNext, record, '0', 'audit'],
  [actionIds.auditExport, record, record, 'audit'],
  [actionIds.page, list, '1', 'see'],
] as const;

function aScene(where = direct) {
  const all = { ...helpdesk, allow: channelGrants };
  const deps = memoryListenerDeps(anApp([bob], { channels: new Map([[all.id, all]]) }));
  const { press } = deliverTo(deps, undefined, where);
  const inHelpdesk = (value: string) => textFromValueInChannel(helpdesk.id, value);
  return { deps, press, inHelpdesk };
}

test.each(buttons)('%s is decided about in the channel that it names', async (id, block_id, value) => {
  const { deps, press, inHelpdesk } = aScene();

  await press({ action_id: id, block_id, value: inHelpdesk(value) });

  expect(deps.refused).toEqual([]);
  expect(deps.poster.sent.filter(({ place }) => place !== 'U0HELGA')).toEqual([]);
  expect(deps.opened.length + deps.poster.sent.length).toBeGreaterThan(0);
});

test.each(buttons)(
  '%s is refused to whoever is not in that channel any more',
  async (id, block_id, value) => {
    const { deps, press, inHelpdesk } = aScene();
    deps.app.directory.setMembership(helpdesk.id, personId('U0HELGA'), 'absent');

    await press({ action_id: id, block_id, value: inHelpdesk(value) });

    expect(deps.refused).toEqual(['membership_missing']);
  },
);

test.each(buttons)('%s is refused where that channel lacks the grant', async (id, block_id, value, grant) => {
  const { deps, press, inHelpdesk } = aScene();
  const allow = channelGrants.filter((each) => each !== grant);
  Object.assign(deps.app.rules, {
    channels: new Map([[helpdesk.id, { ...helpdesk, allow }]]),
    everyoneMaySelf: false,
  });

  await press({ action_id: id, block_id, value: inHelpdesk(value) });

  expect(deps.refused).toEqual(['grant_missing']);
});

test.each(buttons)(
  '%s of an earlier version, which names no channel, is refused',
  async (id, block_id, value) => {
    const { deps, press } = aScene();

    await press({ action_id: id, block_id, value });

    expect(deps.refused).toEqual(['channel_unknown']);
  },
);

test('in a channel, the one that a button names does not count', async () => {
  const { deps, press, inHelpdesk } = aScene({ id: 'C0LEADS', name: 'leads' });

  await press({ action_id: actionIds.terminate, block_id: 'row', value: inHelpdesk(session) });

  expect(deps.opened).toEqual([]);
});

test('the modal that Kick again opens is about that channel', async () => {
  const { deps, press, inHelpdesk } = aScene();

  await press({ action_id: actionIds.kickAgain, block_id: 'comeback_7', value: inHelpdesk(comeback) });

  const [modal] = deps.filledIn;
  expect(parseKickMetadata(modal?.private_metadata ?? '')?.channel).toBe(channelId('C0HELPDESK'));
});

test('the list that takes the place of another in a direct message has buttons that name the channel again', async () => {
  const { deps, press, inHelpdesk } = aScene();

  await press({ action_id: actionIds.refresh, block_id: list, value: inHelpdesk('0') });

  expect(JSON.stringify(deps.poster.views)).toContain('"value":"C0HELPDESK:0"');
});

test.each([
  ['a member of the channel that it names', 'member', true],
  ['someone who is not in that channel any more', 'absent', false],
] as const)('Details shows a connection of someone else to %s: %s', async (_who, membership, isShown) => {
  const { deps, press, inHelpdesk } = aScene();
  deps.app.directory.setMembership(helpdesk.id, personId('U0HELGA'), membership);

  await press({ action_id: actionIds.detailsOf, block_id: list, value: inHelpdesk(details) });

  expect(deps.poster.sent).toHaveLength(1);
  expect(JSON.stringify(deps.poster.views).includes('bob@example.com')).toBe(isShown);
});
