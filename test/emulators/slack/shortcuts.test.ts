import type { ModalView } from '@slack/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { manifestFile } from './manifest-file.ts';
import { type PersonClient, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

let slack: Slack;
let helga: PersonClient;
const channel = 'C0HELPDESK';

beforeEach(async () => {
  const manifest = await manifestFile({});
  slack = await startSlack({ manifest: manifest.path, limits: { acknowledgeMs: 100 } });
  helga = personClient(slack.url, 'U0HELGA');
  return async () => {
    await slack.stop();
    await manifest.remove();
  };
});

const lastPayload = () => slack.control.deliveries().at(-1)?.envelope.payload;

test('a person sees the shortcuts that the manifest declares', async () => {
  expect((await helga.snapshot()).shortcuts).toMatchObject([
    { type: 'global', name: 'Open', callbackId: 'open' },
    { type: 'message', name: 'Look', callbackId: 'look' },
  ]);
});

test('a global shortcut says who used it, but not where', async () => {
  expect(await helga.useShortcut({ callbackId: 'open', channel })).toMatchObject({ ok: true });

  expect(lastPayload()).toEqual({
    type: 'shortcut',
    token: expect.any(String),
    action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    team: { id: 'T0ACME', domain: 'acme' },
    user: { id: 'U0HELGA', username: 'helga', team_id: 'T0ACME' },
    is_enterprise_install: false,
    enterprise: null,
    callback_id: 'open',
    trigger_id: expect.any(String),
  });
});

test('a message shortcut names the message, its channel, and a way to answer', async () => {
  await helga.say(channel, 'Bob’s VPN hangs');
  const [{ ts } = { ts: '' }] = await helga.messagesIn(channel);

  await helga.useShortcut({ callbackId: 'look', channel, ts });

  expect(lastPayload()).toMatchObject({
    type: 'message_action',
    callback_id: 'look',
    message_ts: ts,
    channel: { id: channel, name: 'privategroup' },
    message: { type: 'message', user: 'U0HELGA', text: 'Bob’s VPN hangs', ts },
    response_url: expect.stringContaining(`${slack.url}/actions/`),
    trigger_id: expect.any(String),
  });
});

test('a message shortcut is not offered for ephemeral messages', async () => {
  const answer = await webClient(slack).chat.postEphemeral({ channel, user: 'U0HELGA', text: 'only you' });

  const receipt = await helga.useShortcut({ callbackId: 'look', channel, ts: answer.message_ts ?? '' });

  expect(receipt).toEqual({ ok: false, error: 'message_not_found' });
});

test.each([
  ['that the manifest doesn’t declare', { callbackId: 'nope', channel }, 'shortcut_not_found'],
  ['of messages without a message', { callbackId: 'look', channel }, 'shortcut_not_found'],
  ['in a channel that the person isn’t in', { callbackId: 'open', channel: 'C0SECOPS' }, 'channel_not_found'],
])('a shortcut %s is refused', async (_title, use, error) => {
  expect(await helga.useShortcut(use)).toEqual({ ok: false, error });
  expect(slack.control.deliveries()).toEqual([]);
});

describe('a select of conversations', () => {
  const view = (select: object): ModalView => ({
    type: 'modal',
    callback_id: 'm',
    title: { type: 'plain_text', text: 'M' },
    submit: { type: 'plain_text', text: 'S' },
    blocks: [
      {
        type: 'input',
        block_id: 'c',
        label: { type: 'plain_text', text: 'C' },
        element: { type: 'conversations_select', action_id: 'c', ...select },
      },
    ],
  });

  async function opened(select: object) {
    await helga.useShortcut({ callbackId: 'open', channel });
    const { view: shown } = await webClient(slack).views.open({
      trigger_id: String(lastPayload()?.trigger_id),
      view: view(select),
    });
    return { id: shown?.id ?? '', state: JSON.parse(JSON.stringify(shown?.state ?? {})) };
  }

  test('holds the conversation that is open, where it is to', async () => {
    const shown = await opened({ default_to_current_conversation: true, filter: { include: ['private'] } });

    expect(shown.state.values).toMatchObject({ c: { c: { selected_conversation: channel } } });
    const { modal } = await helga.snapshot();
    expect(modal?.blocks).toMatchObject([{ element: { initial_conversation: channel } }]);
  });

  test.each([
    ['that the filter leaves out', { default_to_current_conversation: true, filter: { include: ['im'] } }],
    ['where it need not', {}],
  ])('holds no conversation %s', async (_title, select) => {
    const shown = await opened(select);

    expect(shown.state.values).toMatchObject({ c: { c: { selected_conversation: null } } });
  });

  test('reports what is chosen', async () => {
    const shown = await opened({});

    await helga.submit(shown.id, { c: { c: 'C0LEADS' } });

    expect(lastPayload()).toMatchObject({
      view: {
        state: { values: { c: { c: { type: 'conversations_select', selected_conversation: 'C0LEADS' } } } },
      },
    });
  });
});
