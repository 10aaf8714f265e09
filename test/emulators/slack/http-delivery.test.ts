import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { signatureOf } from '../../../emulators/slack/delivery/signed-http.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { listen } from '../../../emulators/slack/wire/listen.ts';
import { type BoltBot, startHttpBot } from './bolt-bots.ts';
import { openStream, type PersonClient, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

const nowMs = Date.UTC(2026, 10, 23);
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a command reaches a real Bolt app as a signed form, and its answer comes back in the response', async () => {
  const { helga } = await startPair();

  await helga.say('C0HELPDESK', '/vpn at once');

  const message = await helga.waitFor(({ messages }) => messages[0]);
  expect(message).toMatchObject({ text: 'at once', onlyFor: 'U0HELGA' });
  expect((await helga.snapshot()).bot.isOnline).toBe(true);
});

test('a modal opens and its errors come back over HTTP', async () => {
  const { helga } = await startPair();
  await helga.say('C0HELPDESK', '/vpn modal');
  const { id } = await helga.waitFor(({ modal }) => modal ?? undefined);

  await helga.submit(id, { reason: { text: 'because' } });

  const shown = await helga.waitFor(({ modal }) => (modal?.errors.reason ? modal : undefined));
  expect(shown.errors).toEqual({ reason: 'Say more.' });
});

test('a bot that calls the Web API is online before its first delivery', async () => {
  const slack = await startSlack({ delivery: { kind: 'http', url: 'http://127.0.0.1:9/slack/events' } });
  stops.push(slack.stop);
  const helga = personClient(slack.url, 'U0HELGA');
  expect((await helga.snapshot()).bot.isOnline).toBe(false);

  await webClient(slack).auth.test();

  expect((await helga.snapshot()).bot.isOnline).toBe(true);
});

test('an app with another signing secret answers 401, and the person sees that the command was not acknowledged', async () => {
  const { helga, slack } = await startPair({ signingSecret: 'another' });
  const stream = await openStream(slack.url, 'as=U0HELGA');

  await helga.say('C0HELPDESK', '/vpn at once');

  const message = await helga.waitFor(({ messages }) => messages[0]);
  expect(message.notice).toEqual({ kind: 'not_acknowledged', command: '/vpn' });
  expect(slack.control.deliveries()[0]?.outcome).toBe('failed');
  expect((await stream.read(2)).changes).toContainEqual(
    expect.objectContaining({ kind: 'settled', outcome: 'timed_out' }),
  );
});

test('a slow app and an unreachable app have different outcomes', async () => {
  const { helga, bot } = await startPair({ acknowledgeMs: 100 });

  await helga.say('C0HELPDESK', '/vpn silence');
  const slow = await helga.waitFor(({ messages }) => messages[0]);
  await bot.stop();
  await helga.say('C0HELPDESK', '/vpn at once');
  const gone = await helga.waitFor(({ messages }) => messages[1]);

  expect(slow.notice?.kind).toBe('not_acknowledged');
  expect(gone.notice?.kind).toBe('bot_offline');
  expect((await helga.snapshot()).bot.isOnline).toBe(false);
});

test('the signature is that of the body at the workspace’s time', async () => {
  const received: { headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  const url = await listenFor(server);
  const slack = await startSlack({ delivery: { kind: 'http', url }, now: () => nowMs });
  stops.push(slack.stop);

  await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/vpn who @bob');
  await personClient(slack.url, 'U0HELGA').waitFor(() => received[0]);

  const timestamp = String(nowMs / 1_000);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(headers['x-slack-request-timestamp']).toBe(timestamp);
  expect(headers['x-slack-signature']).toBe(signatureOf(body, timestamp, slack.signingSecret));
  expect(new URLSearchParams(body).get('text')).toBe('who <@U0BOB|bob>');
});

async function startPair(
  options: { signingSecret?: string; acknowledgeMs?: number } = {},
): Promise<{ slack: Slack; bot: BoltBot; helga: PersonClient }> {
  const port = await freePort();
  const slack = await startSlack({
    delivery: { kind: 'http', url: `http://127.0.0.1:${port}/slack/events` },
    limits: { acknowledgeMs: options.acknowledgeMs ?? 3_000 },
  });
  stops.push(slack.stop);
  const bot = await startHttpBot(
    slack,
    port,
    (app) => {
      app.command('/vpn', async ({ ack, client, command }) => {
        if (command.text === 'silence') return;
        if (command.text === 'at once') return await ack('at once');
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: modal });
      });
      app.view('kick', async ({ ack }) => {
        await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
      });
    },
    options.signingSecret,
  );
  stops.push(() => bot.stop().catch(() => {}));
  return { slack, bot, helga: personClient(slack.url, 'U0HELGA') };
}

const modal = {
  type: 'modal' as const,
  callback_id: 'kick',
  title: { type: 'plain_text' as const, text: 'Kick' },
  submit: { type: 'plain_text' as const, text: 'End' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

async function listenFor(server: Server): Promise<string> {
  const url = await listen(server, 0, '127.0.0.1');
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return url;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await listen(server, 0, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return Number(new URL(url).port);
}
