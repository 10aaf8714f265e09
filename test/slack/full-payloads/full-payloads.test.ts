import { describe, expect, test } from 'vitest';
import type { AccountType, Person } from '../../../src/domain/person.ts';
import { valueFromTerminateButton } from '../../../src/features/connections/payloads.ts';
import { textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { parseChannelFromSlack } from '../../../src/slack/directory/channel-from-slack.ts';
import { parsePersonFromSlack } from '../../../src/slack/directory/person-from-slack.ts';
import { requestFromBody } from '../../../src/slack/slack-request.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { channelId, teamId } from '../../builders/ids.ts';
import { anApp } from '../../doubles/an-app.ts';
import { fieldKinds } from '../../emulators/slack/field-kinds.ts';
import { slackFields } from '../../emulators/slack/fields/slack-fields.ts';
import { deliverTo } from '../deliver-to.ts';
import { memoryListenerDeps } from '../memory-listener-deps.ts';
import { type ChannelKind, channels } from './channels.ts';
import { blockActionsOf, slashOf, viewSubmissionOf } from './payloads.ts';
import { type UserKind, users } from './users.ts';

const home = teamId('T0HOME');
const standings: Readonly<Record<UserKind, AccountType>> = {
  member: 'member',
  guest: 'guest',
  stranger: 'outsider',
  gridMember: 'member',
  bot: 'bot',
};

test.each<[string, object]>([
  ...Object.values(users).map((user): [string, object] => ['users.info', { user }]),
  ...Object.values(channels).map((channel): [string, object] => ['conversations.info', { channel }]),
  ['slash_commands', slashOf('gridMember', 'who')],
  ['block_actions', blockActionsOf('gridMember', { actionId: 'terminate', blockId: 'row', value: '' })],
  [
    'view_submission',
    viewSubmissionOf('gridMember', { callbackId: 'kick', privateMetadata: '', values: {} }),
  ],
])('these fixtures of %s have only fields that Slack sends, with values of their kinds', (name, body) => {
  const wrong = [...fieldKinds(body)].flatMap(([field, kinds]) =>
    [...kinds]
      .filter((kind) => kind !== 'null' && kind !== slackFields[name]?.[field])
      .map((kind) => `${field}: ${kind}`),
  );

  expect(wrong).toEqual([]);
});

const kinds: readonly UserKind[] = ['member', 'guest', 'stranger', 'gridMember', 'bot'];

test.each(kinds)('a %s is read from all that Slack sends of them', (kind) => {
  expect(parsePersonFromSlack(users[kind], home)?.accountType).toBe(standings[kind]);
});

test('the address that another organization wrote into its own profile is nobody’s', () => {
  expect(parsePersonFromSlack(users.stranger, home)?.email).toBeUndefined();
  expect(parsePersonFromSlack(users.gridMember, home)?.email).toBe('greta@example.com');
});

test.each<[ChannelKind, object]>([
  ['alone', { isPrivate: true, isShared: false, isOrgShared: false }],
  ['public', { isPrivate: false, isShared: false, isOrgShared: false }],
  ['orgShared', { isPrivate: true, isShared: false, isOrgShared: true }],
  ['connect', { isPrivate: true, isShared: true, isOrgShared: false }],
])('a channel of the kind “%s” is read from all that Slack sends of it', (kind, expected) => {
  expect(parseChannelFromSlack(channels[kind])).toMatchObject(expected);
});

describe.each(kinds)('what Slack sends of a %s', (kind) => {
  const isMember = standings[kind] === 'member';
  const connection = aConnection();

  function aScene() {
    const deps = memoryListenerDeps(anApp([connection]));
    const { directory, log, vpn, clock } = deps.app;
    const person = personOf(kind);
    directory.people.set(person.id, person);
    const { deliver } = deliverTo(deps);
    const refused = () => log.entries.map((entry) => [entry.kind, entry.actor.id, entry.detail]);
    const onlyRefusal = [['refused', person.id, `person_${standings[kind]} (kick)`]];
    return {
      vpn,
      clock,
      refused,
      onlyRefusal,
      deliver: (body: string) => deliver(requestFromBody(body) ?? {}),
    };
  }

  test(`a command is ${isMember ? 'obeyed' : 'refused'}`, async () => {
    const { vpn, deliver, refused, onlyRefusal } = aScene();

    await deliver(new URLSearchParams(slashOf(kind, 'kick bob@example.com hangs')).toString());

    expect(vpn.calls.length > 0).toBe(isMember);
    expect(refused()).toEqual(isMember ? [] : onlyRefusal);
  });

  test(`a press is ${isMember ? 'obeyed' : 'refused'}`, async () => {
    const { vpn, clock, deliver, refused, onlyRefusal } = aScene();
    const value = valueFromTerminateButton({ connection: connection.id, on: 'prod-eu', asOf: clock.now() });
    const pressed = blockActionsOf(kind, { actionId: actionIds.terminate, blockId: 'row', value });

    await deliver(formOf(pressed));

    expect(vpn.calls.length > 0).toBe(isMember);
    expect(refused()).toEqual(isMember ? [] : onlyRefusal);
  });

  test(`a submission is ${isMember ? 'obeyed' : 'refused'}`, async () => {
    const { vpn, clock, deliver, refused, onlyRefusal } = aScene();
    const privateMetadata = textFromKickMetadata({
      channel: channelId('C0HELPDESK'),
      channelName: 'helpdesk',
      targetRef: { kind: 'name', name: 'bob@example.com' },
      on: undefined,
      listed: 1,
      openedAt: clock.now(),
      breakGlass: false,
      confirm: undefined,
    });
    const values = { reason: { reason: { type: 'plain_text_input', value: 'hangs since noon' } } };

    await deliver(formOf(viewSubmissionOf(kind, { callbackId: 'kick', privateMetadata, values })));

    expect(vpn.terminations).toHaveLength(isMember ? 1 : 0);
    if (!isMember) expect(refused()).toEqual(onlyRefusal);
  });
});

test('a press that names a workspace which is not the person’s own is refused', async () => {
  const deps = memoryListenerDeps(anApp([aConnection()]));
  const person = personOf('gridMember');
  deps.app.directory.people.set(person.id, person);
  const value = valueFromTerminateButton({
    connection: aConnection().id,
    on: 'prod-eu',
    asOf: deps.app.clock.now(),
  });
  const pressed = blockActionsOf('gridMember', { actionId: actionIds.terminate, blockId: 'row', value });

  await deliverTo(deps).deliver({ ...pressed, user: { ...pressed.user, team_id: 'T0PARTNER' } });

  expect(deps.app.log.entries.map(({ detail }) => detail)).toEqual(['person_outsider (kick)']);
});

function personOf(kind: UserKind): Person {
  const person = parsePersonFromSlack(users[kind], home);
  if (person === undefined) throw new Error(`Nobody vouches for the ${kind}.`);
  return person;
}

/** As it comes over HTTP. */
function formOf(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
