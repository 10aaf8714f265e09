import { App, type Logger, LogLevel } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Slack } from '../../../emulators/slack/start-slack.ts';

export interface SmallBot {
  readonly app: App;
  readonly stop: () => Promise<void>;
}

/** An app with one of everything that the page must draw; the bot itself has its own tests. */
export async function startSmallBot(slack: Slack): Promise<SmallBot> {
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logger: silence,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  answerCommands(app);
  answerClicks(app);
  answerShortcuts(app);
  await app.start();
  return { app, stop: async () => void (await app.stop()) };
}

/** What goes wrong here goes wrong on purpose. */
const silence: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

function answerCommands(app: App): void {
  app.command('/vpn', async ({ command, ack, respond, client }) => {
    // The page shows what Slack does when an app is silent, and when it sends nonsense.
    if (command.text === 'silence') return;
    await ack();
    if (command.text === 'nonsense') {
      const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: '' } }];
      await client.chat.postMessage({ channel: command.channel_id, text: 'x', blocks }).catch(() => {});
      return;
    }
    await respond({ text: '2 connections match', blocks: connectionList(command.text) });
  });
}

function answerShortcuts(app: App): void {
  app.shortcut('launcher', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: placeModal });
  });
  // Nothing acknowledges the other one: the page shows what Slack does then.
}

const placeModal: ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Where' },
  submit: { type: 'plain_text', text: 'Go' },
  blocks: [
    {
      type: 'input',
      block_id: 'place',
      label: { type: 'plain_text', text: 'Channel' },
      element: {
        type: 'conversations_select',
        action_id: 'place',
        default_to_current_conversation: true,
        filter: { include: ['private'] },
      },
    },
  ],
};

function answerClicks(app: App): void {
  app.action('terminate', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    const channel = body.channel?.id ?? '';
    await client.views.open({
      trigger_id: body.trigger_id,
      view: { ...kickModal, private_metadata: channel },
    });
  });
  app.action('slow', async () => {});
  app.action('endpoint', async ({ ack, action, respond }) => {
    await ack();
    if (action.type !== 'static_select') return;
    const { value } = action.selected_option;
    await respond({ replace_original: true, text: value, blocks: connectionList(`bob on ${value}`) });
  });
  app.view('kick', async ({ ack, body, view, client }) => {
    const reason = view.state.values.reason?.typed?.value ?? '';
    if (reason.includes('nonsense')) {
      await ack({
        response_action: 'errors',
        errors: { reason: 'Give a reason that others can understand.' },
      });
      return;
    }
    await ack();
    const channel = view.private_metadata;
    const text = `<@${body.user.id}> terminates a connection: ${reason}`;
    const posted = await client.chat.postMessage({ channel, text: `${text} — requested` });
    await client.chat.update({ channel, ts: posted.ts ?? '', text: `${text} — *terminated*` });
    await client.chat.postMessage({ channel, thread_ts: posted.ts ?? '', text: 'No one has reconnected.' });
  });
}

function connectionList(text: string): KnownBlock[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: `2 of 41 connections match ${text}`.slice(0, 150) } },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'prod-eu, lab · as of 14:02:11' }] },
    ...['bob@example.com', 'bob-laptop.example.com'].map(connectionSection),
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'slow', text: { type: 'plain_text', text: 'Refresh' } },
        {
          type: 'static_select',
          action_id: 'endpoint',
          placeholder: { type: 'plain_text', text: 'All endpoints' },
          options: ['prod-eu', 'lab'].map((name) => option(name, name)),
        },
      ],
    },
  ];
}

function connectionSection(name: string): KnownBlock {
  return {
    type: 'section',
    block_id: name,
    text: {
      type: 'mrkdwn',
      text: `*${name}* user name · prod-eu\non for 3 h 12 min, since 10:50 · 10.0.3.17`,
    },
    accessory: {
      type: 'button',
      action_id: 'terminate',
      style: 'danger',
      text: { type: 'plain_text', text: 'Terminate' },
      value: name,
    },
  };
}

const kickModal: ModalView = {
  type: 'modal',
  callback_id: 'kick',
  title: { type: 'plain_text', text: 'Terminate connections' },
  submit: { type: 'plain_text', text: 'Terminate connections' },
  close: { type: 'plain_text', text: 'Cancel' },
  blocks: [
    {
      type: 'input',
      block_id: 'connections',
      label: { type: 'plain_text', text: 'Which connections' },
      element: {
        type: 'checkboxes',
        action_id: 'ticked',
        options: [option('prod-eu, since 10:50', '1'), option('lab, since Thursday', '2')],
        initial_options: [option('prod-eu, since 10:50', '1'), option('lab, since Thursday', '2')],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      hint: { type: 'plain_text', text: 'The reason is recorded in the audit log.' },
      element: {
        type: 'plain_text_input',
        action_id: 'typed',
        multiline: true,
        min_length: 5,
        max_length: 300,
      },
    },
    {
      type: 'input',
      block_id: 'block',
      optional: true,
      label: { type: 'plain_text', text: 'Block for' },
      element: {
        type: 'static_select',
        action_id: 'chosen',
        options: [option('1 hour', '1'), option('8 hours', '8'), option('24 hours', '24')],
      },
    },
  ],
};

function option(text: string, value: string) {
  return { text: { type: 'plain_text' as const, text }, value };
}
