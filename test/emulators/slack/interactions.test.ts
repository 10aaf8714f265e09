import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type BoltBot, startSocketBot } from './bolt-bots.ts';
import { personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const options = ['eu', 'us'].map((value) => ({ text: plain(value.toUpperCase()), value }));
const blocks = [
  {
    type: 'section' as const,
    block_id: 'row',
    text: plain('bob'),
    accessory: {
      type: 'button' as const,
      action_id: 'end',
      text: plain('End'),
      value: 'cvpn-1',
      style: 'danger' as const,
    },
  },
  {
    type: 'actions' as const,
    block_id: 'tools',
    elements: [
      { type: 'static_select' as const, action_id: 'region', options },
      { type: 'overflow' as const, action_id: 'more', options },
      { type: 'checkboxes' as const, action_id: 'ticks', options, initial_options: options.slice(0, 1) },
      { type: 'radio_buttons' as const, action_id: 'one', options },
      { type: 'users_select' as const, action_id: 'who' },
      { type: 'datepicker' as const, action_id: 'day', initial_date: '2026-11-30' },
      { type: 'multi_static_select' as const, action_id: 'many', options },
    ],
  },
];

let slack: Slack;
let bot: BoltBot;

beforeEach(async () => {
  slack = await startSlack();
  bot = await startSocketBot(slack, (app) => {
    app.action('end', async ({ ack }) => await ack());
  });
  return async () => {
    await bot.stop();
    await slack.stop();
  };
});

describe('a click in a message', () => {
  test('names the person, the element and the message', async () => {
    const message = await postTo('C0HELPDESK');

    await click('U0HELGA', message, 'row', 'end');

    expect(lastPayload()).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0ACME', domain: 'acme' },
      user: { id: 'U0HELGA', username: 'helga', name: 'helga', team_id: 'T0ACME' },
      api_app_id: 'A0BOUNCER',
      is_enterprise_install: false,
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: 'C0HELPDESK',
        is_ephemeral: false,
      },
      channel: { id: 'C0HELPDESK', name: 'privategroup' },
      message: { ts: message.ts, user: 'U0BOUNCER', bot_id: 'B0BOUNCER', blocks },
      response_url: expect.stringContaining('/actions/'),
      trigger_id: expect.any(String),
      actions: [
        {
          type: 'button',
          block_id: 'row',
          action_id: 'end',
          value: 'cvpn-1',
          style: 'danger',
          text: plain('End'),
          action_ts: expect.any(String),
        },
      ],
    });
  });

  test('by an outsider names our workspace as team, and theirs only with the person', async () => {
    const message = await postTo('C0SHARED');

    await click('U0OTTO', message, 'row', 'end');

    expect(lastPayload()).toMatchObject({
      team: { id: 'T0ACME' },
      user: { id: 'U0OTTO', team_id: 'T0PARTNER' },
    });
  });

  test('in an ephemeral message comes without the message', async () => {
    await webClient(slack).chat.postEphemeral({
      channel: 'C0HELPDESK',
      user: 'U0HELGA',
      text: 'x',
      blocks,
    });
    const [message] = await personClient(slack.url, 'U0HELGA').messagesIn('C0HELPDESK');
    if (!message) throw new Error('There is no message.');

    await click('U0HELGA', message, 'row', 'end');

    expect(lastPayload()).toMatchObject({ container: { is_ephemeral: true } });
    expect(lastPayload()).not.toHaveProperty('message');
  });

  test('in an ephemeral message of another person is refused', async () => {
    const { message_ts = '' } = await webClient(slack).chat.postEphemeral({
      channel: 'C0HELPDESK',
      user: 'U0HELGA',
      text: 'x',
      blocks,
    });

    const receipt = await personClient(slack.url, 'U0OMAR').act({
      on: { kind: 'message', channel: 'C0HELPDESK', ts: message_ts },
      blockId: 'row',
      actionId: 'end',
    });

    expect(receipt).toEqual({ ok: false, error: 'message_not_found' });
  });

  test('forgets a choice where an update puts another element in its place', async () => {
    const message = await postTo('C0HELPDESK');
    await click('U0HELGA', message, 'tools', 'region', 'us');
    const radio = { type: 'radio_buttons' as const, action_id: 'region', options };
    await webClient(slack).chat.update({
      channel: 'C0HELPDESK',
      ts: message.ts,
      text: 'list',
      blocks: [...blocks.slice(0, 1), { type: 'actions' as const, block_id: 'tools', elements: [radio] }],
    });

    await click('U0HELGA', message, 'row', 'end');

    expect(lastPayload()).toMatchObject({
      state: { values: { tools: { region: { type: 'radio_buttons', selected_option: null } } } },
    });
  });

  test.each([
    ['region', 'us', { type: 'static_select', selected_option: options[1] }],
    ['more', 'eu', { type: 'overflow', selected_option: options[0] }],
    ['ticks', ['eu', 'us'], { type: 'checkboxes', selected_options: options }],
    ['one', 'us', { type: 'radio_buttons', selected_option: options[1] }],
    ['who', 'U0BOB', { type: 'users_select', selected_user: 'U0BOB' }],
    ['day', '2026-12-01', { type: 'datepicker', selected_date: '2026-12-01' }],
    ['many', ['us'], { type: 'multi_static_select', selected_options: [options[1]] }],
  ])('on the element %s says what was chosen', async (actionId, chosen, action) => {
    const message = await postTo('C0HELPDESK');

    await click('U0HELGA', message, 'tools', actionId, chosen);

    expect(lastPayload()).toMatchObject({ actions: [{ ...action, action_id: actionId, block_id: 'tools' }] });
  });

  test('carries what the same person chose elsewhere in the message, and what it said at first', async () => {
    const message = await postTo('C0HELPDESK');
    await click('U0HELGA', message, 'tools', 'region', 'us');

    await click('U0HELGA', message, 'row', 'end');
    const byHelga = lastPayload();
    await click('U0OMAR', message, 'row', 'end');

    expect(byHelga).toMatchObject({
      state: {
        values: {
          tools: {
            region: { type: 'static_select', selected_option: options[1] },
            ticks: { type: 'checkboxes', selected_options: [options[0]] },
            day: { type: 'datepicker', selected_date: '2026-11-30' },
          },
        },
      },
    });
    expect(lastPayload()).toMatchObject({
      state: { values: { tools: { region: { selected_option: null } } } },
    });
  });

  test('is refused by the client where there is nothing to click', async () => {
    const message = await postTo('C0HELPDESK');

    expect(await click('U0HELGA', message, 'row', 'other')).toEqual({
      ok: false,
      error: 'element_not_found',
    });
    expect(await click('U0HELGA', message, 'tools', 'region', 'mars')).toEqual({
      ok: false,
      error: 'option_not_found',
    });
    expect(await click('U0HELGA', message, 'tools', 'ticks', ['eu', 'mars'])).toEqual({
      ok: false,
      error: 'option_not_found',
    });
    expect(await click('U0BOB', message, 'row', 'end')).toEqual({ ok: false, error: 'channel_not_found' });
    expect(await click('U0DORA', message, 'row', 'end')).toEqual({ ok: false, error: 'account_inactive' });
    expect(slack.control.deliveries()).toEqual([]);
  });
});

async function postTo(channel: string): Promise<Message> {
  const { ts } = await webClient(slack).chat.postMessage({ channel, text: 'list', blocks });
  const { messages } = await personClient(slack.url, 'U0OMAR').snapshot();
  const message = messages.find((each) => each.ts === ts);
  if (!message) throw new Error('There is no message.');
  return message;
}

function click(as: string, on: Message, blockId: string, actionId: string, chosen?: string | string[]) {
  const { channel, ts } = on;
  const choice = chosen === undefined ? {} : { chosen };
  return personClient(slack.url, as).act({
    on: { kind: 'message', channel, ts },
    blockId,
    actionId,
    ...choice,
  });
}

function lastPayload(): unknown {
  return slack.control.deliveries().at(-1)?.envelope.payload;
}
