import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { manifestFile } from './manifest-file.ts';
import { refusalOf, webClient } from './web-client.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack();
  return () => slack.stop();
});

describe('tokens and scopes', () => {
  test('auth.test says which bot and which team a token is for', async () => {
    const answer = await webClient(slack).auth.test();

    expect(answer).toMatchObject({ ok: true, team_id: 'T0ACME', user_id: 'U0BOUNCER', bot_id: 'B0BOUNCER' });
  });

  test('a call without a token is refused with not_authed, one with a wrong token with invalid_auth', async () => {
    const without = await refusalOf(webClient(slack, '').auth.test());
    const wrong = await refusalOf(webClient(slack, 'xoxb-wrong').auth.test());

    expect(without.error).toBe('not_authed');
    expect(wrong.error).toBe('invalid_auth');
  });

  test('an app token opens connections and nothing else, and a bot token opens none', async () => {
    const opened = await webClient(slack, slack.appToken).apps.connections.open({});
    const botOpens = await refusalOf(webClient(slack).apps.connections.open({}));
    const appTests = await refusalOf(webClient(slack, slack.appToken).auth.test());

    expect(opened.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
    expect(botOpens.error).toBe('not_allowed_token_type');
    expect(appTests.error).toBe('not_allowed_token_type');
  });

  test('a method that the workspace does not know is refused loudly', async () => {
    const refusal = await refusalOf(webClient(slack).apiCall('chat.meMessage', { channel: 'C0HELPDESK' }));

    expect(refusal).toMatchObject({ error: 'unknown_method', req_method: 'chat.meMessage' });
  });

  test('a scope that the manifest does not grant is named, beside those it does', async () => {
    const manifest = await manifestFile({ scopes: ['chat:write', 'groups:read'] });
    const narrow = await startSlack({ manifest: manifest.path });

    const history = await refusalOf(webClient(narrow).conversations.history({ channel: 'C0HELPDESK' }));
    const person = await refusalOf(webClient(narrow).users.info({ user: 'U0BOB' }));

    expect(history).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:history',
      provided: 'chat:write,groups:read',
    });
    expect(person).toMatchObject({ error: 'missing_scope', needed: 'users:read' });
    await narrow.stop();
    await manifest.remove();
  });

  test('a direct message may be written to but not looked at without im:read', async () => {
    const manifest = await manifestFile({ scopes: ['chat:write', 'groups:read'] });
    const narrow = await startSlack({ manifest: manifest.path });

    const posted = await webClient(narrow).chat.postMessage({ channel: 'U0BOB', text: 'hello' });
    const refusal = await refusalOf(webClient(narrow).conversations.info({ channel: 'D0BOB' }));

    expect(posted.channel).toBe('D0BOB');
    expect(refusal).toMatchObject({ error: 'missing_scope', needed: 'im:read' });
    await narrow.stop();
    await manifest.remove();
  });

  test('an e-mail address is shown only where its own scope is granted', async () => {
    const manifest = await manifestFile({ scopes: ['users:read'] });
    const narrow = await startSlack({ manifest: manifest.path });

    const { user } = await webClient(narrow).users.info({ user: 'U0BOB' });

    expect(user?.profile).not.toHaveProperty('email');
    await narrow.stop();
    await manifest.remove();
  });
});

describe('people and groups', () => {
  test('users.info shows the flags that say who may be trusted', async () => {
    const web = webClient(slack);

    const bob = await web.users.info({ user: 'U0BOB' });
    const gus = await web.users.info({ user: 'U0GUS' });
    const otto = await web.users.info({ user: 'U0OTTO' });
    const dora = await web.users.info({ user: 'U0DORA' });

    expect(bob.user).toMatchObject({
      team_id: 'T0ACME',
      deleted: false,
      profile: { email: 'bob@example.com' },
    });
    expect(gus.user).toMatchObject({ is_restricted: true });
    expect(otto.user).toMatchObject({ team_id: 'T0PARTNER' });
    expect(otto.user?.profile?.email).toBeUndefined();
    expect(dora.user).toMatchObject({ deleted: true });
  });

  test('users.info calls an outsider a stranger only where the app shares no channel with them', async () => {
    const otto = async () => (await webClient(slack).users.info({ user: 'U0OTTO' })).user;

    expect(await otto()).not.toMatchObject({ is_stranger: true });
    slack.control.changeChannel({ id: 'C0SHARED', hasBot: false });
    expect(await otto()).toMatchObject({ is_stranger: true });
  });

  test('users.info never leaves out that an address is not confirmed', async () => {
    const confirmed = async (id: string) =>
      (await webClient(slack).users.info({ user: id })).user?.is_email_confirmed;

    expect([true, null, undefined]).toContain(await confirmed('U0ANNA'));
    expect(await confirmed('U0EVE')).toBe(false);
    expect(await confirmed('U0BOUNCER')).toBe(false);
    expect(await confirmed('U0OTTO')).toBeUndefined();
    expect(await confirmed('U0DORA')).toBeUndefined();
  });

  test('a person is found by e-mail unless they are unknown or gone', async () => {
    const web = webClient(slack);

    const found = await web.users.lookupByEmail({ email: 'Bob@example.com' });
    const gone = await refusalOf(web.users.lookupByEmail({ email: 'dora@example.com' }));
    const unknown = await refusalOf(web.users.info({ user: 'U0NOBODY' }));

    expect(found.user?.id).toBe('U0BOB');
    expect(gone.error).toBe('users_not_found');
    expect(unknown.error).toBe('user_not_found');
  });

  test('user groups are listed, and their members by id', async () => {
    const web = webClient(slack);

    const groups = await web.usergroups.list({ include_users: true });
    const users = await web.usergroups.users.list({ usergroup: 'S0PLATFORM' });

    expect(groups.usergroups?.map(({ handle }) => handle)).toEqual(['platform', 'finance', 'responders']);
    expect(users.users).toEqual(['U0LENA', 'U0BOB', 'U0ANNA']);
  });
});

describe('channels', () => {
  test('conversations.info distinguishes private, shared and archived', async () => {
    const web = webClient(slack);
    slack.control.changeChannel({ id: 'C0LEADS', isArchived: true });

    const helpdesk = await web.conversations.info({ channel: 'C0HELPDESK' });
    const general = await web.conversations.info({ channel: 'C0GENERAL' });
    const shared = await web.conversations.info({ channel: 'C0SHARED' });
    const leads = await web.conversations.info({ channel: 'C0LEADS' });

    expect(helpdesk.channel).toMatchObject({ is_private: true, is_ext_shared: false, is_archived: false });
    expect(general.channel).toMatchObject({ is_private: false });
    expect(shared.channel).toMatchObject({ is_private: true, is_ext_shared: true });
    expect(leads.channel).toMatchObject({ is_archived: true });
  });

  test('a private channel without the bot is as unknown as one that does not exist', async () => {
    const web = webClient(slack);

    const withoutBot = await refusalOf(web.conversations.info({ channel: 'C0PRIVATE' }));
    const unknown = await refusalOf(web.chat.postMessage({ channel: 'C0NOWHERE', text: 'hello' }));

    const itself = await refusalOf(web.chat.postMessage({ channel: 'U0BOUNCER', text: 'hello' }));

    expect(itself.error).toBe('channel_not_found');
    expect(withoutBot.error).toBe('channel_not_found');
    expect(unknown.error).toBe('channel_not_found');
  });

  test('members come in pages, and a cursor that was never given is refused', async () => {
    const web = webClient(slack);

    const first = await web.conversations.members({ channel: 'C0GENERAL', limit: 5 });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await web.conversations.members({ channel: 'C0GENERAL', limit: 5, cursor });
    const refusal = await refusalOf(web.conversations.members({ channel: 'C0GENERAL', cursor: 'bm9wZQ==' }));

    expect(first.members).toHaveLength(5);
    expect(second.members).toContain('U0BOUNCER');
    expect(second.response_metadata?.next_cursor).toBe('');
    expect(refusal.error).toBe('invalid_cursor');
  });

  test.each([1_000, 0, 2.5])('a page of %d members is refused', async (limit) => {
    const refusal = await refusalOf(webClient(slack).conversations.members({ channel: 'C0GENERAL', limit }));

    expect(refusal.error).toBe('invalid_limit');
  });

  test('members are listed for a private channel that the bot is in, and for no other', async () => {
    const web = webClient(slack);
    slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0OMAR'] });

    const helpdesk = await web.conversations.members({ channel: 'C0HELPDESK' });
    const board = await refusalOf(web.conversations.members({ channel: 'C0PRIVATE' }));

    expect(helpdesk.members).toEqual(['U0OMAR', 'U0BOUNCER']);
    expect(board.error).toBe('channel_not_found');
  });
});
