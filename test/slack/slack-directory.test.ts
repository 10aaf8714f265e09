import { expect, test } from 'vitest';
import { slackDirectory } from '../../src/slack/slack-directory.ts';
import { channelId, groupId, personId, teamId } from '../builders/ids.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace } from './a-workspace.ts';

async function aScene() {
  const workspace = await aWorkspace();
  const clock = new MovedClock();
  return { ...workspace, clock, directory: slackDirectory(workspace.reading, teamId('T0ACME'), clock) };
}

test.each([
  ['U0HELGA', 'member'],
  ['U0GUS', 'guest'],
  ['U0OTTO', 'outsider'],
  ['U0DORA', 'deactivated'],
])('%s is found as %s', async (id, standing) => {
  const { directory } = await aScene();

  expect(await directory.person(personId(id))).toMatchObject({ kind: 'found', person: { id, standing } });
});

test('a member is found with the address that Slack tells', async () => {
  const { directory } = await aScene();

  expect(await directory.person(personId('U0BOB'))).toMatchObject({ person: { email: 'bob@example.com' } });
});

test.each([
  [{ kind: 'error', error: 'user_not_found' }],
  [{ kind: 'error', error: 'missing_scope' }],
  [{ kind: 'status', status: 503 }],
] as const)('nobody is vouched for when Slack answers %o', async (fault) => {
  const { directory, slack } = await aScene();
  slack.control.orderFault({ method: 'users.info', times: null, fault });

  expect(await directory.person(personId('U0BOB'))).toEqual({ kind: 'unverifiable' });
});

test('channels are found as what they are', async () => {
  const { directory } = await aScene();
  const found = async (id: string) => directory.channel(channelId(id));

  expect(await found('C0HELPDESK')).toMatchObject({ channel: { isPrivate: true, isShared: false } });
  expect(await found('C0GENERAL')).toMatchObject({ channel: { isPrivate: false } });
  expect(await found('C0SHARED')).toMatchObject({ channel: { isShared: true } });
});

test('a private channel without the bot is hidden, and so is a direct message, unasked', async () => {
  const { directory, callsOf } = await aScene();

  expect(await directory.channel(channelId('C0PRIVATE'))).toEqual({ kind: 'hidden', id: 'C0PRIVATE' });
  expect(await directory.channel(channelId('D0HELGA'))).toEqual({ kind: 'hidden', id: 'D0HELGA' });
  expect(callsOf('conversations.info')).toBe(1);
});

test('a channel of which Slack does not answer is unverifiable, and asked for again', async () => {
  const { directory, slack } = await aScene();
  slack.control.orderFault({
    method: 'conversations.info',
    times: 1,
    fault: { kind: 'error', error: 'fatal_error' },
  });

  expect(await directory.channel(channelId('C0HELPDESK'))).toEqual({
    kind: 'unverifiable',
    id: 'C0HELPDESK',
  });
  expect(await directory.channel(channelId('C0HELPDESK'))).toMatchObject({ kind: 'found' });
});

test('one command asks once; a little later a deactivated account is seen to be one', async () => {
  const { directory, slack, clock, callsOf } = await aScene();
  const standing = async () => {
    const lookup = await directory.person(personId('U0BOB'));
    return lookup.kind === 'found' && lookup.person.standing;
  };

  await Promise.all([standing(), standing()]);
  slack.control.changePerson({ id: 'U0BOB', deleted: true });
  expect([await standing(), callsOf('users.info')]).toEqual(['member', 1]);

  await clock.sleep(60_000);
  expect(await standing()).toBe('deactivated');
});

test('a group’s members are told', async () => {
  const { directory } = await aScene();

  expect(await directory.membersOf(groupId('S0PLATFORM'))).toEqual(['U0LENA', 'U0BOB', 'U0ANNA']);
});

test.each([
  [{ kind: 'error', error: 'missing_scope' }, 'slack_refused'],
  [{ kind: 'status', status: 503 }, 'slack_unreachable'],
] as const)('a group that cannot be read is a failure', async (fault, code) => {
  const { directory, slack } = await aScene();
  slack.control.orderFault({ method: 'usergroups.users.list', times: null, fault });

  await expect(directory.membersOf(groupId('S0PLATFORM'))).rejects.toMatchObject({ code });
});
