import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

let nowMs: number;
let slack: Slack;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 23);
  slack = await startSlack({ now: () => nowMs });
  return () => slack.stop();
});

describe('the log of calls', () => {
  test('keeps each call with its answer and without its token', async () => {
    await webClient(slack).chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'x',
      blocks: [{ type: 'divider' }],
    });
    await refusalOf(webClient(slack).apiCall('chat.nope', { token: slack.botToken }));

    const calls = await get('calls');

    expect(calls).toMatchObject([
      {
        number: 1,
        at: '2026-11-23T00:00:00.000Z',
        method: 'chat.postMessage',
        arguments: { channel: 'C0HELPDESK', blocks: [{ type: 'divider' }] },
        status: 200,
        answer: { ok: true, channel: 'C0HELPDESK' },
      },
      { number: 2, method: 'chat.nope', answer: { ok: false, error: 'unknown_method' } },
    ]);
    expect(JSON.stringify(calls)).not.toContain(slack.botToken);
    expect(await get('calls?after=1')).toHaveLength(1);
  });

  test('keeps answers by response_url too', async () => {
    await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/vpn who');
    const [delivery] = slack.control.deliveries();

    await fetch(String(delivery?.envelope.payload.response_url), {
      method: 'POST',
      body: JSON.stringify({ text: 'hello' }),
    });

    expect(await get('calls')).toMatchObject([{ method: 'response_url', arguments: { text: 'hello' } }]);
  });
});

describe('a fault', () => {
  test('happens as often as ordered, to the method it was ordered for', async () => {
    await post('faults', { method: 'auth.test', times: 2, fault: { kind: 'status', status: 503 } });
    const test = () => webClient(slack).auth.test();

    await expect(test()).rejects.toMatchObject({ statusCode: 503 });
    await webClient(slack).usergroups.list();
    await expect(test()).rejects.toMatchObject({ statusCode: 503 });
    await expect(test()).resolves.toMatchObject({ ok: true });
  });

  test('goes on until it is ended where it was ordered so', async () => {
    await post('faults', { method: '*', times: null, fault: { kind: 'error', error: 'fatal_error' } });

    const first = await refusalOf(webClient(slack).auth.test());
    const second = await refusalOf(webClient(slack).usergroups.list());
    await send('DELETE', 'faults', {});

    expect([first.error, second.error]).toEqual(['fatal_error', 'fatal_error']);
    await expect(webClient(slack).auth.test()).resolves.toMatchObject({ ok: true });
  });

  test('can be a rate limit with the seconds to wait', async () => {
    await post('faults', {
      method: 'auth.test',
      times: 1,
      fault: { kind: 'rate_limited', retryAfterS: 7 },
    });

    await expect(webClient(slack).auth.test()).rejects.toMatchObject({ retryAfter: 7 });
  });

  test('can cut the connection before the call takes effect, or after', async () => {
    const call = (text: string) => webClient(slack).chat.postMessage({ channel: 'C0HELPDESK', text });
    await post('faults', { method: 'chat.postMessage', times: 1, fault: { kind: 'reset', when: 'before' } });
    await post('faults', { method: 'chat.postMessage', times: 1, fault: { kind: 'reset', when: 'after' } });

    await expect(call('lost')).rejects.toThrow();
    await expect(call('kept')).rejects.toThrow();

    const messages = await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK');
    expect(messages.map(({ text }) => text)).toEqual(['kept']);
  });

  test('can be a delay', async () => {
    await post('faults', { method: 'auth.test', times: 1, fault: { kind: 'delay', delayMs: 80 } });
    const startedMs = performance.now();

    await webClient(slack).auth.test();

    expect(performance.now() - startedMs).toBeGreaterThan(70);
  });
});

describe('the rate limit', () => {
  test('is off unless ordered', async () => {
    for (let each = 0; each < 5; each += 1) await say('C0HELPDESK');

    expect(await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK')).toHaveLength(5);
  });

  test('lets one message a second into each channel, after a burst', async () => {
    await post('rate-limit', { isOn: true, burst: 2 });
    await say('C0HELPDESK');
    await say('C0HELPDESK');

    await expect(say('C0HELPDESK')).rejects.toMatchObject({ retryAfter: 1 });
    await say('C0LEADS');
    nowMs += 1_000;
    await say('C0HELPDESK');

    expect(await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK')).toHaveLength(3);
  });

  test('lets about 50 updates a minute into the whole workspace, after a burst', async () => {
    await post('rate-limit', { isOn: true, burst: 2, updates: 2 });
    const refs = await Promise.all(['C0HELPDESK', 'C0LEADS'].map(say));
    const update = async (place: number) =>
      webClient(slack).chat.update({ channel: '', ts: '', ...refs[place], text: 'y' });
    await update(0);
    await update(1);

    await expect(update(0)).rejects.toMatchObject({ retryAfter: 2 });
    await expect(update(1)).rejects.toMatchObject({ retryAfter: 2 });
    nowMs += 1_200;
    await update(1);

    expect(await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK')).toMatchObject([{ text: 'y' }]);
  });

  test('reports whether it is on', async () => {
    const before = await get('rate-limit');
    await post('rate-limit', { isOn: true });

    expect(before).toEqual({ isOn: false });
    expect(await get('rate-limit')).toEqual({ isOn: true });
  });

  const say = (channel: string) => webClient(slack).chat.postMessage({ channel, text: 'x' });
});

describe('the workspace', () => {
  test('lets a test archive, rename and share a channel, and take the bot out of it', async () => {
    await post('channel', { id: 'C0GENERAL', name: 'all', isArchived: true });
    const archived = await webClient(slack).conversations.info({ channel: 'C0GENERAL' });
    await post('channel', { id: 'C0HELPDESK', hasBot: false });
    const refusal = await refusalOf(webClient(slack).conversations.info({ channel: 'C0HELPDESK' }));
    await post('channel', { id: 'C0LEADS', kind: 'shared', isPendingExtShared: true, isOrgShared: true });
    const shared = await webClient(slack).conversations.info({ channel: 'C0LEADS' });

    expect(archived.channel).toMatchObject({ name: 'all', is_archived: true });
    expect(refusal.error).toBe('channel_not_found');
    expect(shared.channel).toMatchObject({
      is_ext_shared: true,
      is_pending_ext_shared: true,
      is_org_shared: true,
    });
  });

  test('lets a test change who a person is', async () => {
    await post('person', { id: 'U0BOB', isRestricted: true });
    await post('person', { id: 'U0ANNA', deleted: true });

    const bob = await webClient(slack).users.info({ user: 'U0BOB' });
    const anna = await webClient(slack).users.info({ user: 'U0ANNA' });

    expect(bob.user).toMatchObject({ is_restricted: true });
    expect(anna.user).toMatchObject({ deleted: true });
  });

  test('lets a test replace the credentials: the old token is revoked, the new one good', async () => {
    const old = webClient(slack);

    await post('credentials', { botToken: 'xoxb-new', appToken: 'xapp-new' });

    expect((await refusalOf(old.auth.test())).error).toBe('token_revoked');
    await expect(webClient(slack, 'xoxb-new').auth.test()).resolves.toMatchObject({ ok: true });
    await expect(webClient(slack, 'xapp-new').apps.connections.open({})).resolves.toMatchObject({ ok: true });
  });

  test('refuses an order that says nothing', async () => {
    expect(await post('faults', { method: 'auth.test' })).toMatchObject({ status: 400 });
    expect(await post('channel', { id: 'C0NOWHERE' })).toMatchObject({ body: { ok: false } });
    expect(await post('nothing', {})).toMatchObject({ status: 404 });
  });
});

async function get(path: string): Promise<unknown> {
  const response = await fetch(`${slack.url}/_emulator/${path}`);
  return response.json();
}

function post(path: string, body: object) {
  return send('POST', path, body);
}

async function send(method: string, path: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${slack.url}/_emulator/${path}`, { method, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

describe('the notifications', () => {
  const group = '<!subteam^S0PLATFORM>';

  test('are those that mentions in a new message cause, one for each member of the channel', async () => {
    const web = webClient(slack);
    slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0BOB', 'U0ANNA'] });

    const { ts } = await web.chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'of <@U0BOB> and &lt;@U0HELGA&gt;',
      blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: `${group} <@U0OMAR>` }] }],
    });

    expect(await get('notifications')).toEqual([
      { recipient: 'U0BOB', channel: 'C0HELPDESK', ts, mentioned: 'group' },
      { recipient: 'U0ANNA', channel: 'C0HELPDESK', ts, mentioned: 'group' },
    ]);
  });

  test('do not come from what is edited, nor from a message for one person', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'nobody' });

    await web.chat.update({ channel: 'C0HELPDESK', ts, text: '<@U0HELGA>' });
    await web.chat.postEphemeral({ channel: 'C0HELPDESK', user: 'U0OMAR', text: '<@U0HELGA> <!channel>' });

    expect(await get('notifications')).toEqual([]);
  });
});
