import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type BoltBot, startSocketBot } from './bolt-bots.ts';
import { manifestFile } from './manifest-file.ts';
import { eventually, personClient } from './person-client.ts';

let slack: Slack;
let bot: BoltBot;

beforeEach(async () => {
  await start(3_000);
  return stop;
});

async function start(acknowledgeMs: number, manifest?: string): Promise<void> {
  slack = await startSlack({ limits: { acknowledgeMs }, ...(manifest !== undefined && { manifest }) });
  bot = await startSocketBot(slack, (app) => {
    app.command('/vpn', async ({ ack, command, respond }) => {
      if (command.text === 'silence') return;
      if (command.text === 'late') await new Promise((resolve) => setTimeout(resolve, 2 * acknowledgeMs));
      if (command.text === 'at once') return await ack('at once');
      if (command.text === 'for all') return await ack({ response_type: 'in_channel', text: 'for all' });
      if (command.text === 'broken') return await ack({ blocks: [{ type: 'section' }], text: '' });
      await ack();
      if (command.text === 'later') await respond('later');
    });
  });
}

async function stop(): Promise<void> {
  await bot.stop();
  await slack.stop();
}

describe('what the app receives', () => {
  test('who typed what and where, with a way to answer and to open a modal', async () => {
    await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/vpn who');

    expect(lastPayload()).toEqual({
      token: expect.any(String),
      team_id: 'T0ACME',
      team_domain: 'acme',
      channel_id: 'C0HELPDESK',
      channel_name: 'privategroup',
      user_id: 'U0HELGA',
      user_name: 'helga',
      command: '/vpn',
      text: 'who',
      api_app_id: 'A0BOUNCER',
      is_enterprise_install: 'false',
      response_url: expect.stringContaining(`${slack.url}/commands/`),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
    });
  });

  test('the name of a public channel, but not of a private one or a direct message', async () => {
    const bob = personClient(slack.url, 'U0BOB');

    await bob.say('C0GENERAL', '/vpn me');
    expect(lastPayload()).toMatchObject({ channel_name: 'general' });

    await stop();
    const manifest = await manifestFile({});
    await start(3_000, manifest.path);
    await personClient(slack.url, 'U0BOB').say('D0BOB', '/vpn me');
    expect(lastPayload()).toMatchObject({ channel_name: 'directmessage', channel_id: 'D0BOB' });
    await manifest.remove();
  });

  test.each([
    ['a person', 'kick @bob now', 'kick <@U0BOB|bob> now'],
    ['a person before a full stop', 'kick @bob.', 'kick <@U0BOB|bob>.'],
    ['a group', 'who @platform', 'who <!subteam^S0PLATFORM|@platform>'],
    ['a channel', 'who #helpdesk', 'who <#C0HELPDESK|helpdesk>'],
    ['an e-mail address', 'who bob@example.com', 'who <mailto:bob@example.com|bob@example.com>'],
    ['a name that nobody has', 'who @nobody', 'who @nobody'],
    ['a name of somebody who is deactivated', 'who @dora', 'who @dora'],
    ['markup typed by hand', 'who <@U0BOB> & co', 'who &lt;@U0BOB&gt; &amp; co'],
    ['nothing', '', ''],
  ])('%s as Slack escapes it', async (_what, typed, text) => {
    await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', `/vpn ${typed}`);

    expect(lastPayload()).toMatchObject({ text });
  });

  test('a group by its id or as it was typed, as the seed chooses', async () => {
    const texts = await Promise.all(
      [1, 2].map(async (seed) => {
        const seeded = await startSlack({ seed, limits: { acknowledgeMs: 10 } });
        await personClient(seeded.url, 'U0HELGA').say('C0HELPDESK', '/vpn who @platform');
        const text = seeded.control.deliveries()[0]?.envelope.payload.text;
        await seeded.stop();
        return text;
      }),
    );

    expect(texts).toEqual(['who <!subteam^S0PLATFORM|@platform>', 'who @platform']);
  });

  test('names as they were typed where the manifest does not ask for ids', async () => {
    const manifest = await manifestFile({ escapes: false });
    const plain = await startSlack({ manifest: manifest.path, limits: { acknowledgeMs: 10 } });

    await personClient(plain.url, 'U0HELGA').say('C0HELPDESK', '/vpn kick @bob & co');

    expect(plain.control.deliveries()[0]?.envelope.payload).toMatchObject({ text: 'kick @bob &amp; co' });
    await plain.stop();
    await manifest.remove();
  });

  test('the partner’s team where an outsider types in a shared channel', async () => {
    await personClient(slack.url, 'U0OTTO').say('C0SHARED', '/vpn who');

    expect(lastPayload()).toMatchObject({ user_id: 'U0OTTO', team_id: 'T0PARTNER' });
  });
});

describe('what the person sees', () => {
  test('an answer in the acknowledgement, for them alone unless it says otherwise', async () => {
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.say('C0HELPDESK', '/vpn at once');
    await helga.say('C0HELPDESK', '/vpn for all');

    const own = await helga.waitFor(({ messages }) => messages.find(({ text }) => text === 'at once'));
    const shared = await helga.waitFor(({ messages }) => messages.find(({ text }) => text === 'for all'));
    expect(own).toMatchObject({ user: 'U0BOUNCER', onlyFor: 'U0HELGA' });
    expect(shared).toMatchObject({ onlyFor: null });
    expect(await personClient(slack.url, 'U0OMAR').messagesIn('C0HELPDESK')).toHaveLength(1);
  });

  test('an answer by response_url', async () => {
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.say('C0HELPDESK', '/vpn later');

    const message = await helga.waitFor(({ messages }) => messages[0]);
    expect(message).toMatchObject({ text: 'later', onlyFor: 'U0HELGA', notice: null });
  });

  test('that the command was not acknowledged, after three seconds', async () => {
    await stop();
    await start(100);
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.say('C0HELPDESK', '/vpn silence');

    const message = await helga.waitFor(({ messages }) => messages[0]);
    expect(message).toMatchObject({
      onlyFor: 'U0HELGA',
      notice: { kind: 'not_acknowledged', command: '/vpn' },
    });
  });

  test('nothing of an acknowledgement that came too late', async () => {
    await stop();
    await start(100);
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.say('C0HELPDESK', '/vpn late');
    await helga.waitFor(({ messages }) => messages[0]);
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(await helga.messagesIn('C0HELPDESK')).toHaveLength(1);
    expect(slack.control.deliveries()[0]).toMatchObject({ outcome: 'timed_out' });
  });

  test('that the bot is not there', async () => {
    const helga = personClient(slack.url, 'U0HELGA');
    await bot.stop();
    await eventually(() => slack.control.connections() === 0 || undefined);

    await helga.say('C0HELPDESK', '/vpn who');

    const message = await helga.waitFor(({ messages }) => messages[0]);
    expect(message.notice).toEqual({ kind: 'bot_offline', command: '/vpn' });
    expect((await helga.snapshot()).bot.isOnline).toBe(false);
  });

  test('what Slack refused of the bot’s answer', async () => {
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.say('C0HELPDESK', '/vpn broken');

    const message = await helga.waitFor(({ messages }) => messages[0]);
    expect(message.notice).toEqual({
      kind: 'refused',
      method: '/vpn',
      error: 'invalid_blocks',
      details: ['[ERROR] must define either `text` or `fields` [json-pointer:/blocks/0/type]'],
    });
  });

  test('that there is no such command', async () => {
    const receipt = await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/nope');

    expect(receipt).toEqual({ ok: false, error: '/nope is not a valid command.' });
    expect(slack.control.deliveries()).toEqual([]);
  });
});

function lastPayload(): unknown {
  return slack.control.deliveries().at(-1)?.envelope.payload;
}
