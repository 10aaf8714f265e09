import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack();
  return () => slack.stop();
});

describe('messages', () => {
  test('the bot may not write in a channel it is not in, nor in an archived one, nor where posting is restricted', async () => {
    const web = webClient(slack);
    slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false });
    slack.control.changeChannel({ id: 'C0LEADS', isArchived: true });
    slack.control.changeChannel({ id: 'C0SECOPS', isPostingRestricted: true });

    const outside = await refusalOf(web.chat.postMessage({ channel: 'C0GENERAL', text: 'hello' }));
    const archived = await refusalOf(web.chat.postMessage({ channel: 'C0LEADS', text: 'hello' }));

    const restricted = await refusalOf(web.chat.postMessage({ channel: 'C0SECOPS', text: 'hello' }));

    expect(restricted.error).toBe('restricted_action');
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

  test('a post to a channel that the bot can’t access shows nothing in that channel', async () => {
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

  test('a reply that is broadcast is in the history of the channel too, with what it replies to', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'kick' });
    const thread = { channel: 'C0AUDIT', thread_ts: ts };
    await web.chat.postMessage({ ...thread, text: 'for the thread' });
    await web.chat.postMessage({ ...thread, text: 'for all', reply_broadcast: true });

    const { messages } = await web.conversations.history({ channel: 'C0AUDIT' });

    expect(messages).toMatchObject([
      { text: 'for all', subtype: 'thread_broadcast', thread_ts: ts, root: { ts, reply_count: 2 } },
      { text: 'kick' },
    ]);
  });

  test('an ephemeral message does not reach a member who is away, and the answer is the same', async () => {
    slack.control.changePerson({ id: 'U0HELGA', isAway: true });
    const ask = { channel: 'C0HELPDESK', user: 'U0HELGA', text: 'psst' };

    const posted = await webClient(slack).chat.postEphemeral(ask);
    slack.control.changePerson({ id: 'U0HELGA', isAway: false });

    expect(posted).toMatchObject({ ok: true, message_ts: expect.any(String) });
    expect(await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK')).toEqual([]);
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
