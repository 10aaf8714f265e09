import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type PersonClient, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const buttonBlocks = [
  {
    type: 'section' as const,
    block_id: 'row',
    text: plain('bob'),
    accessory: { type: 'button' as const, action_id: 'end', text: plain('End') },
  },
];

let nowMs: number;
let slack: Slack;
let helga: PersonClient;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 23);
  slack = await startSlack({ now: () => nowMs });
  helga = personClient(slack.url, 'U0HELGA');
  return () => slack.stop();
});

describe('a response_url', () => {
  test('answers the person alone by default', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');

    await post(url, { text: 'for you' });
    await post(url, { text: 'for all', response_type: 'in_channel' });

    const messages = answersIn(await helga.messagesIn('C0HELPDESK'));
    expect(messages).toMatchObject([
      { text: 'for you', onlyFor: 'U0HELGA' },
      { text: 'for all', onlyFor: null },
    ]);
  });

  test('works in a private channel that the bot is not in', async () => {
    const url = await commandUrl('U0OMAR', 'C0PRIVATE');

    const { status } = await post(url, { text: 'invite the bot' });

    expect(status).toBe(200);
    const omar = personClient(slack.url, 'U0OMAR');
    expect(answersIn(await omar.messagesIn('C0PRIVATE'))).toMatchObject([{ text: 'invite the bot' }]);
  });

  test('is used up after five answers', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');
    for (let use = 1; use <= 5; use += 1) await post(url, { text: `answer ${use}` });

    const sixth = await post(url, { text: 'answer 6' });

    expect(sixth).toEqual({ status: 404, body: { ok: false, error: 'used_url' } });
    expect(answersIn(await helga.messagesIn('C0HELPDESK'))).toHaveLength(5);
  });

  test('lives for half an hour', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');
    nowMs += 30 * 60_000;
    const inTime = await post(url, { text: 'in time' });
    nowMs += 1;

    const late = await post(url, { text: 'late' });

    expect(inTime.status).toBe(200);
    expect(late).toEqual({ status: 404, body: { ok: false, error: 'expired_url' } });
  });

  test('takes blocks under the same rules as a message, and shows the person what was wrong', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');

    const { body } = await post(url, { text: 'x', blocks: [{ type: 'header', text: plain('') }] });

    const details = ['[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]'];
    expect(body).toMatchObject({ ok: false, error: 'invalid_blocks' });
    const messages = await helga.messagesIn('C0HELPDESK');
    expect(messages.at(-1)).toMatchObject({
      onlyFor: 'U0HELGA',
      notice: { kind: 'refused', method: 'response_url', error: 'invalid_blocks', details },
    });
  });

  test('of a command replaces nothing: there is no original', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');
    await post(url, { text: 'first' });

    await post(url, { text: 'second', replace_original: true });

    const messages = answersIn(await helga.messagesIn('C0HELPDESK'));
    expect(messages.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  test('takes no post that is not JSON', async () => {
    const url = await commandUrl('U0HELGA', 'C0HELPDESK');

    const response = await fetch(url, { method: 'POST', body: 'text=hello' });

    expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_payload' });
  });
});

describe('the response_url of a click', () => {
  test('replaces an ephemeral message, which nothing else can', async () => {
    await webClient(slack).chat.postEphemeral({
      channel: 'C0HELPDESK',
      user: 'U0HELGA',
      text: 'list',
      blocks: buttonBlocks,
    });

    await post(await clickUrl(), { text: 'page 2', replace_original: true });

    expect(await helga.messagesIn('C0HELPDESK')).toMatchObject([
      { text: 'page 2', blocks: [], onlyFor: 'U0HELGA' },
    ]);
  });

  test('answers a click in a thread there with thread_ts, and without it in the channel', async () => {
    const web = webClient(slack);
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'kick' });
    await web.chat.postMessage({
      channel: 'C0HELPDESK',
      thread_ts: ts,
      text: 'is back',
      blocks: buttonBlocks,
    });
    const url = await clickUrl();

    await post(url, { text: 'in the channel' });
    await post(url, { text: 'in the thread', thread_ts: ts });

    expect(slack.control.deliveries().at(-1)?.envelope.payload).toMatchObject({
      container: { thread_ts: ts },
      message: { thread_ts: ts },
    });
    expect((await helga.messagesIn('C0HELPDESK')).slice(2)).toMatchObject([
      { text: 'in the channel', threadTs: null },
      { text: 'in the thread', threadTs: ts },
    ]);
  });

  test('deletes the message', async () => {
    await webClient(slack).chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'list',
      blocks: buttonBlocks,
    });

    await post(await clickUrl(), { delete_original: true });

    expect(await helga.messagesIn('C0HELPDESK')).toEqual([]);
  });

  test('posts a new message unless it replaces the original', async () => {
    await webClient(slack).chat.postMessage({
      channel: 'C0HELPDESK',
      text: 'list',
      blocks: buttonBlocks,
    });

    await post(await clickUrl(), { text: 'no' });

    expect(await helga.messagesIn('C0HELPDESK')).toMatchObject([
      { text: 'list', onlyFor: null },
      { text: 'no', onlyFor: 'U0HELGA' },
    ]);
  });
});

test('a response_url that was never issued answers like an expired one', async () => {
  const answer = await post(`${slack.url}/commands/T0ACME/99/nope`, { text: 'hello' });

  expect(answer).toEqual({ status: 404, body: { ok: false, error: 'expired_url' } });
});

/** No bot is connected, so that every command leaves a notice of its own. */
function answersIn<Item extends { readonly notice: unknown }>(messages: readonly Item[]): readonly Item[] {
  return messages.filter(({ notice }) => notice === null);
}

async function commandUrl(as: string, channel: string): Promise<string> {
  await personClient(slack.url, as).say(channel, '/vpn who');
  return String(slack.control.deliveries().at(-1)?.envelope.payload.response_url);
}

async function clickUrl(): Promise<string> {
  const message = (await helga.messagesIn('C0HELPDESK')).find(({ blocks }) => blocks.length > 0);
  await helga.act({
    on: { kind: 'message', channel: 'C0HELPDESK', ts: message?.ts ?? '' },
    blockId: 'row',
    actionId: 'end',
  });
  return String(slack.control.deliveries().at(-1)?.envelope.payload.response_url);
}

async function post(url: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}
