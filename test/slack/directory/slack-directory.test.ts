import { describe, expect, test } from 'vitest';
import { acmeOnGrid } from '../../../emulators/slack/acme-on-grid.ts';
import type { SlackOptions } from '../../../emulators/slack/start-slack.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { slackDirectory } from '../../../src/slack/directory/slack-directory.ts';
import { channelId, groupId, personId, teamId } from '../../builders/ids.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';
import { aWorkspace } from '../a-workspace.ts';

async function aScene(options: SlackOptions = {}) {
  const workspace = await aWorkspace(options);
  const clock = new MovedClock();
  const failures: string[] = [];
  const onFailure = (failure: Failure, during: string) => failures.push(`${during}: ${failure.code}`);
  const directory = slackDirectory(workspace, teamId('T0ACME'), clock, onFailure);
  return { ...workspace, clock, directory, failures };
}

test.each([
  ['U0HELGA', 'member'],
  ['U0GUS', 'guest'],
  ['U0OTTO', 'outsider'],
  ['U0DORA', 'deactivated'],
])('%s is found as %s', async (id, accountType) => {
  const { directory } = await aScene();

  expect(await directory.person(personId(id))).toMatchObject({ kind: 'found', person: { id, accountType } });
});

test('a person is found by their e-mail address, and nobody by another one', async () => {
  const { directory, failures } = await aScene();

  expect(await directory.personWithEmail('bob@example.com')).toBe('U0BOB');
  expect(await directory.personWithEmail('nobody@example.com')).toBeUndefined();
  expect(failures).toEqual([]);
});

test('the owner of an e-mail address is found, and is nobody only if Slack says so', async () => {
  const { directory, failures } = await aScene();

  expect(await directory.ownerOfEmail('bob@example.com')).toBe('U0BOB');
  expect(await directory.ownerOfEmail('nobody@example.com')).toBeUndefined();
  expect(failures).toEqual([]);
});

test.each([
  [{ kind: 'rate_limited', retryAfterS: 30 }, 'slack_throttled'],
  [{ kind: 'error', error: 'missing_scope' }, 'slack_refused'],
  [{ kind: 'status', status: 503 }, 'slack_unreachable'],
] as const)('the owner of an e-mail address is not known when Slack answers %o', async (fault, code) => {
  const { directory, slack, failures } = await aScene();
  slack.control.orderFault({ method: 'users.lookupByEmail', times: null, fault });

  await expect(directory.ownerOfEmail('bob@example.com')).rejects.toMatchObject({ code });
  expect(await directory.personWithEmail('bob@example.com')).toBeUndefined();
  expect(failures).toContain(`look up an e-mail address: ${code}`);
});

test('a member is found with the address that Slack tells', async () => {
  const { directory } = await aScene();

  expect(await directory.person(personId('U0BOB'))).toMatchObject({ person: { email: 'bob@example.com' } });
});

test.each([
  [{ kind: 'error', error: 'user_not_found' }, 'slack_unknown'],
  [{ kind: 'error', error: 'missing_scope' }, 'slack_refused'],
  [{ kind: 'error', error: 'invalid_auth' }, 'slack_credentials'],
  [{ kind: 'error', error: 'internal_error' }, 'slack_unreachable'],
  [{ kind: 'status', status: 503 }, 'slack_unreachable'],
  [{ kind: 'status', status: 403 }, 'slack_unintelligible'],
] as const)(
  'a person cannot be verified when Slack answers %o, and the reason is kept',
  async (fault, code) => {
    const { directory, slack, failures } = await aScene();
    slack.control.orderFault({ method: 'users.info', times: null, fault });

    expect(await directory.person(personId('U0BOB'))).toMatchObject({
      kind: 'unverifiable',
      failure: { code },
    });
    // Whom Slack does not know is a fact, and the others belong in the log.
    expect(failures).toEqual(code === 'slack_unknown' ? [] : [`look up a person: ${code}`]);
  },
);

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
  const accountType = async () => {
    const lookup = await directory.person(personId('U0BOB'));
    return lookup.kind === 'found' && lookup.person.accountType;
  };

  await Promise.all([accountType(), accountType()]);
  slack.control.changePerson({ id: 'U0BOB', deleted: true });
  expect([await accountType(), callsOf('users.info')]).toEqual(['member', 1]);

  await clock.sleep(60_000);
  expect(await accountType()).toBe('deactivated');
});

test('a member of a private channel is found to be one, however many pages of members there are', async () => {
  const { directory, slack, callsOf } = await aScene();
  const others = Array.from({ length: 2_500 }, (_, index) => `U1${index}`);
  slack.control.changeChannel({ id: 'C0HELPDESK', members: [...others, 'U0HELGA'] });

  expect(await directory.membership(channelId('C0HELPDESK'), personId('U0HELGA'))).toBe('member');
  expect(await directory.membership(channelId('C0HELPDESK'), personId('U0BOB'))).toBe('absent');
  expect(callsOf('conversations.members')).toBe(6);
});

test('whoever was removed from a channel is absent at the next question', async () => {
  const { directory, slack } = await aScene();
  const membership = () => directory.membership(channelId('C0HELPDESK'), personId('U0HELGA'));

  expect(await membership()).toBe('member');
  slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0OMAR'] });
  expect(await membership()).toBe('absent');
});

test.each([
  [{ kind: 'error', error: 'fetch_members_failed' }],
  [{ kind: 'error', error: 'channel_not_found' }],
  [{ kind: 'error', error: 'missing_scope' }],
  [{ kind: 'status', status: 503 }],
] as const)('membership is unverifiable when Slack answers %o', async (fault) => {
  const { directory, slack } = await aScene();
  slack.control.orderFault({ method: 'conversations.members', times: null, fault });

  expect(await directory.membership(channelId('C0HELPDESK'), personId('U0HELGA'))).toBe('unverifiable');
});

test('a recent membership is asked for once a minute', async () => {
  const { directory, callsOf, clock } = await aScene();
  const recent = () => directory.recentMembership(channelId('C0HELPDESK'), personId('U0HELGA'));

  expect([await recent(), await recent()]).toEqual(['member', 'member']);
  expect(callsOf('conversations.members')).toBe(1);
  await clock.sleep(60_001);
  await recent();
  expect(callsOf('conversations.members')).toBe(2);
});

test('membership of a channel with more members than are read is unverifiable', async () => {
  const { directory, slack } = await aScene();
  const others = Array.from({ length: 25_000 }, (_, index) => `U1${index}`);
  slack.control.changeChannel({ id: 'C0HELPDESK', members: others });

  expect(await directory.membership(channelId('C0HELPDESK'), personId('U0HELGA'))).toBe('unverifiable');
});

test('membership of a direct message is unverifiable, and not asked for', async () => {
  const { directory, callsOf } = await aScene();

  expect(await directory.membership(channelId('D0HELGA'), personId('U0HELGA'))).toBe('unverifiable');
  expect(callsOf('conversations.members')).toBe(0);
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

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever Slack leaves out (seed %d)', (seed) => {
  test.each([
    ['U0HELGA', 'member'],
    ['U0GUS', 'guest'],
    ['U0OTTO', 'outsider'],
    ['U0DORA', 'deactivated'],
    ['U0BOUNCER', 'bot'],
  ])('%s is found as %s', async (id, accountType) => {
    const { directory } = await aScene({ seed });

    expect(await directory.person(personId(id))).toMatchObject({ person: { accountType } });
  });

  test.each([
    ['U0HELGA', 'member'],
    ['W0GRETA', 'member'],
    ['W0NILS', 'outsider'],
    ['U0GUS', 'guest'],
    ['U0OTTO', 'outsider'],
    ['U0DORA', 'deactivated'],
  ])('%s is found as %s on Enterprise Grid', async (id, accountType) => {
    const { directory } = await aScene({ seed, content: acmeOnGrid });

    expect(await directory.person(personId(id))).toMatchObject({ person: { accountType } });
  });

  test('channels are found as what they are', async () => {
    const { directory, slack } = await aScene({ seed, content: acmeOnGrid });
    const found = async (id: string) => directory.channel(channelId(id));

    expect(await found('C0HELPDESK')).toMatchObject({ channel: { isShared: false, isOrgShared: false } });
    expect(await found('C0ORGDESK')).toMatchObject({ channel: { isShared: false, isOrgShared: true } });
    expect(await found('C0SHARED')).toMatchObject({ channel: { isShared: true } });
    slack.control.changeChannel({ id: 'C0LEADS', isPendingExtShared: true, isOrgShared: true });
    expect(await found('C0LEADS')).toMatchObject({ channel: { isShared: true } });
  });
});

test('a group is found by its id and by its handle, with one call', async () => {
  const { directory, callsOf } = await aScene();

  expect(await directory.handleOf(groupId('S0PLATFORM'))).toBe('platform');
  expect(await directory.groupCalled('Platform')).toBe('S0PLATFORM');
  expect(await directory.groupCalled('nobody')).toBeUndefined();
  expect(callsOf('usergroups.list')).toBe(1);
});

test.each([
  [{ kind: 'error', error: 'missing_scope' }, 'slack_refused', 10_000],
  [{ kind: 'rate_limited', retryAfterS: 30 }, 'slack_throttled', 30_000],
] as const)(
  'groups that cannot be listed, as with %o, are a failure, and Slack is not asked again too soon',
  async (fault, code, waitMs) => {
    const { directory, slack, clock, failures, callsOf } = await aScene();
    slack.control.orderFault({ method: 'usergroups.list', times: null, fault });

    for (const handle of ['platform', 'ops', 'a1', 'a2'])
      await expect(directory.groupCalled(handle)).rejects.toMatchObject({ code });
    expect(await directory.handleOf(groupId('S0PLATFORM'))).toBeUndefined();
    await clock.sleep(waitMs - 1);
    await expect(directory.groupCalled('platform')).rejects.toMatchObject({ code });
    expect(callsOf('usergroups.list')).toBe(1);
    expect(failures).toEqual([`look up a user group: ${code}`]);

    slack.control.endFaults();
    await clock.sleep(1);
    expect(await directory.groupCalled('platform')).toBe('S0PLATFORM');
  },
);
