import { afterEach, expect, test } from 'vitest';
import type { Receipt } from '../../../emulators/slack/protocol/client-protocol.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { startSocketBot } from './bolt-bots.ts';
import { openStream, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a click that the app acknowledges settles as acknowledged', async () => {
  const slack = await startWithBot(3_000);
  const stream = await openStream(slack.url, 'as=U0HELGA');

  const receipt = await click(slack, 'end');

  const settled = {
    kind: 'settled',
    interaction: receipt.ok && receipt.interaction,
    outcome: 'acknowledged',
  };
  expect(await stream.find('settled')).toMatchObject(settled);
});

test('a click that the app does not know settles as timed out', async () => {
  const slack = await startWithBot(50);
  const stream = await openStream(slack.url, 'as=U0HELGA');

  await click(slack, 'nobody-listens');

  expect(await stream.find('settled')).toMatchObject({ kind: 'settled', outcome: 'timed_out' });
});

test('a click settles as offline where no app is connected', async () => {
  const slack = await start(3_000);
  const stream = await openStream(slack.url, 'as=U0HELGA');

  await click(slack, 'end');

  expect(await stream.find('settled')).toMatchObject({ kind: 'settled', outcome: 'offline' });
});

test('what never concerns the app settles at once', async () => {
  const slack = await start(3_000);
  const stream = await openStream(slack.url, 'as=U0HELGA');

  await personClient(slack.url, 'U0HELGA').say('C0HELPDESK', 'hello');

  expect(await stream.find('settled')).toMatchObject({ kind: 'settled', outcome: 'acknowledged' });
});

async function startWithBot(acknowledgeMs: number): Promise<Slack> {
  const slack = await start(acknowledgeMs);
  const bot = await startSocketBot(slack, (app) => {
    app.action('end', async ({ ack }) => await ack());
  });
  stops.push(bot.stop);
  return slack;
}

async function start(acknowledgeMs: number): Promise<Slack> {
  const slack = await startSlack({ limits: { acknowledgeMs } });
  stops.push(slack.stop);
  return slack;
}

/** Posts a message with a button and lets Helga click it. */
async function click(slack: Slack, actionId: string): Promise<Receipt> {
  const text = { type: 'plain_text' as const, text: 'End' };
  const { ts = '' } = await webClient(slack).chat.postMessage({
    channel: 'C0HELPDESK',
    text: 'list',
    blocks: [{ type: 'actions', block_id: 'row', elements: [{ type: 'button', action_id: actionId, text }] }],
  });
  return await personClient(slack.url, 'U0HELGA').act({
    on: { kind: 'message', channel: 'C0HELPDESK', ts },
    blockId: 'row',
    actionId,
  });
}
