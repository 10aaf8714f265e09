import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  await slack.stop();
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
    const refusal = await refusalOf(
      webClient(slack).apiCall('chat.scheduleMessage', { channel: 'C0HELPDESK' }),
    );

    expect(refusal).toMatchObject({ error: 'unknown_method', req_method: 'chat.scheduleMessage' });
  });

  test('a scope that the manifest does not grant is named, beside those it does', async () => {
    const refusal = await refusalOf(webClient(slack).conversations.history({ channel: 'C0HELPDESK' }));

    expect(refusal).toMatchObject({ error: 'missing_scope', needed: 'groups:history' });
    expect(String(refusal.provided)).toContain('chat:write');
  });

  test('a direct message may be written to but not looked at without im:read', async () => {
    const posted = await webClient(slack).chat.postMessage({ channel: 'U0BOB', text: 'hello' });
    const refusal = await refusalOf(webClient(slack).conversations.info({ channel: 'D0BOB' }));

    expect(posted.channel).toBe('D0BOB');
    expect(refusal).toMatchObject({ error: 'missing_scope', needed: 'im:read' });
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
    expect(otto.user).toMatchObject({ team_id: 'T0PARTNER', is_stranger: true });
    expect(otto.user?.profile?.email).toBeUndefined();
    expect(dora.user).toMatchObject({ deleted: true });
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

    expect(groups.usergroups?.map(({ handle }) => handle)).toEqual(['platform', 'finance']);
    expect(users.users).toEqual(['U0LENA', 'U0BOB', 'U0ANNA']);
  });
});

describe('channels', () => {
  test('conversations.info tells private, shared and archived apart', async () => {
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
});

describe('messages', () => {
  test('the bot may not write in a channel it is not in, nor in an archived one', async () => {
    const web = webClient(slack);
    slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false });
    slack.control.changeChannel({ id: 'C0LEADS', isArchived: true });

    const outside = await refusalOf(web.chat.postMessage({ channel: 'C0GENERAL', text: 'hello' }));
    const archived = await refusalOf(web.chat.postMessage({ channel: 'C0LEADS', text: 'hello' }));

    expect(outside.error).toBe('not_in_channel');
    expect(archived.error).toBe('is_archived');
  });

  test('a JSON body is taken like a form', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${slack.botToken}`,
      },
      body: JSON.stringify({ channel: 'C0HELPDESK', blocks: [{ type: 'divider' }], text: 'as JSON' }),
    });

    expect(await response.json()).toMatchObject({ ok: true, message: { text: 'as JSON' } });
  });

  test('a call without a required argument names it', async () => {
    const refusal = await refusalOf(webClient(slack).apiCall('chat.postMessage', { text: 'where?' }));

    expect(refusal).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
  });

  test('an empty message is refused, and so is a text that is too long', async () => {
    const web = webClient(slack);

    const empty = await refusalOf(web.chat.postMessage({ channel: 'C0HELPDESK', text: '' }));
    const long = await refusalOf(web.chat.postMessage({ channel: 'C0HELPDESK', text: 'x'.repeat(40_001) }));

    expect(empty.error).toBe('no_text');
    expect(long.error).toBe('msg_too_long');
  });

  test('an update with text alone takes the blocks away and marks the message as edited', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'before',
      blocks: [{ type: 'divider' }],
    });

    await web.chat.update({ channel: 'C0HELPDESK', ts, text: 'after' });

    const [message] = await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK');
    expect(message).toMatchObject({ ts, text: 'after', blocks: [] });
    expect(message?.editedAt).not.toBeNull();
  });

  test('an update with blocks leaves no mark', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'before' });

    await web.chat.update({ channel: 'C0HELPDESK', ts, text: 'after', blocks: [{ type: 'divider' }] });

    const [message] = await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK');
    expect(message).toMatchObject({ text: 'after', editedAt: null });
  });

  test('an update takes 4,000 characters of text', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'before' });

    const refusal = await refusalOf(web.chat.update({ channel: 'C0HELPDESK', ts, text: 'x'.repeat(4_001) }));

    expect(refusal.error).toBe('msg_too_long');
  });

  test('what was wrong with a message is shown to everybody in the channel it was for', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '' } }];

    await refusalOf(
      webClient(slack).apiCall('chat.postMessage', { channel: 'C0HELPDESK', text: 'x', blocks }),
    );

    const [message] = await personClient(slack.url, 'U0OMAR').messagesIn('C0HELPDESK');
    expect(message).toMatchObject({
      onlyFor: null,
      notice: { kind: 'refused', method: 'chat.postMessage', error: 'invalid_blocks' },
    });
  });

  test('a room that the bot may not enter is no mistake to show', async () => {
    await refusalOf(webClient(slack).chat.postMessage({ channel: 'C0PRIVATE', text: 'x' }));

    expect(await personClient(slack.url, 'U0OMAR').messagesIn('C0PRIVATE')).toEqual([]);
  });

  test('only what the bot itself said, and what exists, can be updated or deleted', async () => {
    const web = webClient(slack);
    const helga = personClient(slack.url, 'U0HELGA');
    await helga.say('C0HELPDESK', 'mine');
    const [theirs] = await helga.messagesIn('C0HELPDESK');
    const own = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'ours' });

    const update = await refusalOf(
      web.chat.update({ channel: 'C0HELPDESK', ts: theirs?.ts ?? '', text: 'no' }),
    );
    const missing = await refusalOf(web.chat.delete({ channel: 'C0HELPDESK', ts: '1.000001' }));
    await web.chat.delete({ channel: 'C0HELPDESK', ts: own.ts ?? '' });

    expect(update.error).toBe('cant_update_message');
    expect(missing.error).toBe('message_not_found');
    expect(await helga.messagesIn('C0HELPDESK')).toHaveLength(1);
  });

  test('an ephemeral message is for a member of the channel alone and cannot be updated', async () => {
    const web = webClient(slack);
    const posted = await web.chat.postEphemeral({ channel: 'C0HELPDESK', user: 'U0HELGA', text: 'psst' });

    const toStranger = await refusalOf(
      web.chat.postEphemeral({ channel: 'C0HELPDESK', user: 'U0BOB', text: 'psst' }),
    );
    const update = await refusalOf(
      web.chat.update({ channel: 'C0HELPDESK', ts: posted.message_ts ?? '', text: 'louder' }),
    );

    expect(toStranger.error).toBe('user_not_in_channel');
    expect(update.error).toBe('message_not_found');
    expect(await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK')).toHaveLength(1);
    expect(await personClient(slack.url, 'U0OMAR').messagesIn('C0HELPDESK')).toHaveLength(0);
  });

  test('a reply needs a thread to reply in', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'entry' });

    const reply = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'more', thread_ts: ts });
    const refusal = await refusalOf(
      web.chat.postMessage({ channel: 'C0AUDIT', text: 'more', thread_ts: '1.000001' }),
    );

    expect(reply.message).toMatchObject({ thread_ts: ts });
    expect(refusal.error).toBe('thread_not_found');
  });

  test('a permalink leads to the message', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'entry' });

    const { permalink } = await web.chat.getPermalink({ channel: 'C0AUDIT', message_ts: ts });

    expect(permalink).toBe(`https://acme.slack.com/archives/C0AUDIT/p${ts.replace('.', '')}`);
  });
});
