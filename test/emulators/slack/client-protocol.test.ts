import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { openStream, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack({ vpnUrl: 'http://127.0.0.1:4599' });
  return () => slack.stop();
});

describe('a snapshot', () => {
  test('holds the workspace as one person sees it', async () => {
    const snapshot = await personClient(slack.url, 'U0HELGA').snapshot();

    expect(snapshot).toMatchObject({
      seq: expect.any(Number),
      team: { id: 'T0ACME', name: 'Acme' },
      me: 'U0HELGA',
      modal: null,
      home: null,
      bot: { userId: 'U0BOUNCER', name: 'bouncer', isOnline: false },
      vpnUrl: 'http://127.0.0.1:4599',
    });
    expect(snapshot.commands).toEqual([
      { command: '/vpn', description: expect.any(String), hint: expect.any(String) },
    ]);
    expect(snapshot.people.find(({ id }) => id === 'U0BOUNCER')).toMatchObject({ kind: 'bot' });
    expect(snapshot.groups).toContainEqual({
      id: 'S0PLATFORM',
      handle: 'platform',
      members: ['U0LENA', 'U0BOB', 'U0ANNA'],
    });
  });

  test.each([
    ['a member', 'U0BOB', ['general', 'bob']],
    ['the helpdesk', 'U0HELGA', ['helpdesk', 'leads', 'vpn-audit', 'general', 'partners', 'helga']],
    ['a guest', 'U0GUS', ['helpdesk', 'general', 'gus']],
    ['an outsider', 'U0OTTO', ['partners']],
  ])('shows %s the channels they are in', async (_who, id, names) => {
    const { channels } = await personClient(slack.url, id).snapshot();

    expect(channels.map(({ name }) => name)).toEqual(names);
  });

  test('shows a public channel to members who are not in it, but not to guests', async () => {
    slack.control.changeChannel({ id: 'C0GENERAL', members: ['U0HELGA'] });

    const bob = await personClient(slack.url, 'U0BOB').snapshot();
    const gus = await personClient(slack.url, 'U0GUS').snapshot();

    expect(bob.channels.map(({ id }) => id)).toContain('C0GENERAL');
    expect(gus.channels.map(({ id }) => id)).not.toContain('C0GENERAL');
  });

  test('is refused to an unknown user', async () => {
    const response = await fetch(`${slack.url}/client/snapshot?as=U0NOBODY`);

    expect(response.status).toBe(404);
  });
});

describe('speaking', () => {
  test('reaches everybody in the channel, with names resolved and markup harmless', async () => {
    await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '@bob asks <!channel> #general');

    const [message] = await personClient(slack.url, 'U0OMAR').messagesIn('C0HELPDESK');
    expect(message).toMatchObject({
      user: 'U0HELGA',
      text: '<@U0BOB> asks &lt;!channel&gt; <#C0GENERAL|general>',
      onlyFor: null,
    });
  });

  test.each([
    ['who is not in the channel', 'U0BOB', 'C0SECOPS', 'channel_not_found'],
    ['whose account is deactivated', 'U0DORA', 'C0GENERAL', 'account_inactive'],
    ['whom nobody knows', 'U0NOBODY', 'C0GENERAL', 'user_not_found'],
  ])('is refused to a person %s', async (_who, id, channel, error) => {
    const receipt = await personClient(slack.url, id).say(channel, 'hello');

    expect(receipt).toEqual({ ok: false, error });
  });

  test('is refused in an archived channel', async () => {
    slack.control.changeChannel({ id: 'C0HELPDESK', isArchived: true });

    const receipt = await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', 'hello');

    expect(receipt).toEqual({ ok: false, error: 'is_archived' });
  });

  test('is refused in a public channel that the person has not joined', async () => {
    slack.control.changeChannel({ id: 'C0GENERAL', members: ['U0HELGA'] });

    const receipt = await personClient(slack.url, 'U0BOB').say('C0GENERAL', 'hello');

    expect(receipt).toEqual({ ok: false, error: 'not_in_channel' });
  });

  test.each(['hello', '/vpn me'])('is refused where the app’s messages are read-only: %s', async (text) => {
    const receipt = await personClient(slack.url, 'U0BOB').say('D0BOB', text);

    expect(receipt).toEqual({ ok: false, error: 'read_only' });
  });

  test('in a thread goes to its first message, also as an answer to a reply', async () => {
    const helga = personClient(slack.url, 'U0HELGA');
    await helga.say('C0HELPDESK', 'Bob’s VPN hangs');
    const parent = (await helga.messagesIn('C0HELPDESK')).at(-1);
    await helga.say('C0HELPDESK', 'looking', parent?.ts);
    const reply = (await helga.messagesIn('C0HELPDESK')).at(-1);
    await helga.say('C0HELPDESK', 'solved', reply?.ts);

    const replies = (await helga.messagesIn('C0HELPDESK')).slice(-2);
    expect(replies).toMatchObject([
      { text: 'looking', threadTs: parent?.ts },
      { text: 'solved', threadTs: parent?.ts },
    ]);
    expect(await helga.say('C0HELPDESK', 'hello', '1.000000')).toMatchObject({ error: 'message_not_found' });
  });

  test('a command in a thread is refused', async () => {
    const helga = personClient(slack.url, 'U0HELGA');
    await helga.say('C0HELPDESK', 'Bob’s VPN hangs');
    const parent = (await helga.messagesIn('C0HELPDESK')).at(-1);

    const receipt = await helga.say('C0HELPDESK', '/vpn who', parent?.ts);

    expect(receipt).toEqual({ ok: false, error: '/vpn is not supported in threads. Sorry!' });
  });

  test('in another form than the protocol’s is refused', async () => {
    const response = await fetch(`${slack.url}/client/say`, { method: 'POST', body: '{"as":"U0BOB"}' });

    expect(response.status).toBe(400);
  });
});

describe('the stream', () => {
  test('brings each change that concerns the person, numbered', async () => {
    const stream = await openStream(slack.url, 'as=U0HELGA');
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'one' });
    await web.chat.postMessage({ channel: 'C0SECOPS', text: 'not for Helga' });
    await web.chat.postEphemeral({ channel: 'C0HELPDESK', user: 'U0OMAR', text: 'for Omar alone' });
    await web.chat.update({ channel: 'C0HELPDESK', ts, text: 'two' });
    await web.chat.delete({ channel: 'C0HELPDESK', ts });

    const { changes, events } = await stream.read(3);

    expect(changes).toMatchObject([
      { kind: 'message', message: { ts, text: 'one' } },
      { kind: 'message', message: { ts, text: 'two' } },
      { kind: 'message_removed', channel: 'C0HELPDESK', ts },
    ]);
    expect(events[0]).toMatch(/^(: connected\n\n)?id: \d+\ndata: /);
  });

  test.each(['seq', 'Last-Event-ID'])('goes on from %s without a gap', async (by) => {
    const { seq } = await personClient(slack.url, 'U0HELGA').snapshot();
    await webClient(slack).chat.postMessage({ channel: 'C0HELPDESK', text: 'while away' });

    const stream =
      by === 'seq'
        ? await openStream(slack.url, `as=U0HELGA&seq=${seq}`)
        : await openStream(slack.url, 'as=U0HELGA', { 'Last-Event-ID': String(seq) });

    const { changes } = await stream.read(1);
    expect(changes).toMatchObject([{ kind: 'message', message: { text: 'while away' } }]);
  });

  test('sends reload to a client that was away for too long or knew another workspace', async () => {
    const stream = await openStream(slack.url, 'as=U0HELGA&seq=99999');

    const { events } = await stream.read(1);

    expect(events[0]).toContain('event: reload');
  });

  test('shows a channel that changes to those who see it and those who saw it', async () => {
    const helga = await openStream(slack.url, 'as=U0HELGA');
    const bob = await openStream(slack.url, 'as=U0BOB');

    slack.control.changeChannel({ id: 'C0HELPDESK', name: 'service-desk', members: ['U0BOB'] });

    const channel = { id: 'C0HELPDESK', name: 'service-desk', hasBot: true };
    expect((await helga.read(1)).changes).toMatchObject([{ kind: 'channel', channel }]);
    expect((await bob.read(1)).changes).toMatchObject([{ kind: 'channel', channel }]);
  });
});

describe('the page', () => {
  test('is served when one is configured', async () => {
    const withPage = await startSlack({
      page: (path) => (path === '/' ? { type: 'text/html', body: '<h1>Acme</h1>' } : undefined),
    });

    const page = await fetch(`${withPage.url}/`);
    const missing = await fetch(`${withPage.url}/favicon.ico`);

    expect(page.headers.get('content-type')).toBe('text/html');
    expect(await page.text()).toBe('<h1>Acme</h1>');
    expect(missing.status).toBe(404);
    await withPage.stop();
  });

  test('is a plain sentence without a page', async () => {
    const response = await fetch(`${slack.url}/`);

    expect(await response.text()).toContain('without its page');
  });
});
