import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { WorkspaceContent } from '../../../emulators/slack/model/workspace-content.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { modal } from './modal-workspace.ts';
import { type PersonClient, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

/** An answer of a method, or the payload of an interaction or a command. */
export interface Sent {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });
const option = { text: plain('EU'), value: 'eu', description: plain('Europe') };
const confirm = {
  title: plain('Sure?'),
  text: plain('Really?'),
  confirm: plain('Yes'),
  deny: plain('No'),
  style: 'danger' as const,
};

const blocks: KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'tools',
    elements: [
      {
        type: 'button',
        action_id: 'end',
        text: plain('End'),
        value: 'x',
        style: 'danger',
        url: 'https://example.com',
        confirm,
      },
      {
        type: 'static_select',
        action_id: 'region',
        placeholder: plain('Region'),
        options: [option],
        initial_option: option,
      },
      { type: 'users_select', action_id: 'who', initial_user: 'U0BOB' },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-11-30' },
    ],
  },
];
const uses = [
  { actionId: 'end' },
  { actionId: 'region', chosen: 'eu' },
  { actionId: 'who', chosen: 'U0ANNA' },
  { actionId: 'day', chosen: '2026-12-01' },
];
const home: HomeView = { type: 'home', blocks };

/**
 * Calls every method of the workspace that has answers worth looking at, and does everything that people can do.
 *
 * @returns All that the app was answered and sent.
 */
export async function exercise(
  manifest: string,
  content: WorkspaceContent,
  seed: number,
): Promise<readonly Sent[]> {
  const slack = await startSlack({ manifest, content, seed });
  try {
    await useMessages(slack);
    await lookUpEverything(slack, content);
    await useViews(slack);
    return [
      ...slack.control.calls().map(({ method, answer }) => ({ name: method, body: answer })),
      ...slack.control.deliveries().map(({ envelope: { kind, payload } }) => ({
        name: kind === 'slash_commands' ? kind : String(payload.type),
        body: payload,
      })),
    ];
  } finally {
    await slack.stop();
  }
}

const channel = 'C0HELPDESK';

async function useMessages(slack: Slack): Promise<void> {
  const web = webClient(slack);
  const helga = personClient(slack.url, 'U0HELGA');
  await helga.say(channel, 'Bob’s VPN hangs');
  const metadata = { event_type: 'entry', event_payload: { key: 'entry 1' } };
  const { ts = '' } = await web.chat.postMessage({ channel, text: 'list', blocks, metadata });
  const reply = await web.chat.postMessage({ channel, text: 'reply', blocks, thread_ts: ts });
  await web.chat.postEphemeral({ channel, user: 'U0HELGA', text: 'only you' });
  await useAll(helga, { kind: 'message', channel, ts });
  await useAll(helga, { kind: 'message', channel, ts: reply.ts ?? '' });
  const told = { channel, text: 'for all', blocks, thread_ts: ts, reply_broadcast: true };
  const broadcast = await web.chat.postMessage(told);
  await useAll(helga, { kind: 'message', channel, ts: broadcast.ts ?? '' });
  for (const place of [{}, { ts }, { ts: reply.ts ?? '' }, { ts: broadcast.ts ?? '' }]) {
    const callbackId = 'ts' in place ? 'look' : 'open';
    const receipt = await helga.useShortcut({ callbackId, channel, ...place });
    if (!receipt.ok) throw new Error(`The workspace did not take it: ${receipt.error}`);
  }
  await web.chat.update({ channel, ts, text: 'edited', metadata });
  await helga.useShortcut({ callbackId: 'look', channel, ts });
  for (const own of await helga.messagesIn(channel)) {
    if (own.user === 'U0HELGA') await helga.useShortcut({ callbackId: 'look', channel, ts: own.ts });
  }
  for (const thread of [{}, { thread_ts: ts }]) {
    await web.files.uploadV2({ filename: 'a.csv', content: 'a', channel_id: channel, ...thread });
  }
  const kept = await web.chat.postMessage({ channel, text: 'list', blocks });
  await web.chat.update({ channel, ts: kept.ts ?? '', text: 'newer list', blocks });
  await web.conversations.history({ channel, include_all_metadata: true, oldest: '1', latest: '9999999999' });
  await web.conversations.replies({ channel, ts, include_all_metadata: true });
  const last = await web.chat.postMessage({ channel, text: 'gone soon' });
  await web.chat.delete({ channel, ts: last.ts ?? '' });
}

async function lookUpEverything(slack: Slack, content: WorkspaceContent): Promise<void> {
  const web = webClient(slack);
  await web.auth.test();
  await webClient(slack, slack.appToken).apps.connections.open({});
  for (const { id } of [...content.people, { id: content.app.botUserId }]) {
    await web.users.info({ user: id, include_locale: true });
  }
  await web.users.list({ include_locale: true });
  for (const { id } of content.channels.filter(({ hasBot }) => hasBot)) {
    await web.conversations.info({ channel: id, include_num_members: true, include_locale: true });
    await web.conversations.members({ channel: id });
  }
  await web.conversations.open({ users: 'U0BOB', return_im: true });
  await web.usergroups.list({ include_users: true });
  await web.usergroups.users.list({ usergroup: 'S0PLATFORM' });
}

async function useViews(slack: Slack): Promise<void> {
  const web = webClient(slack);
  const helga = personClient(slack.url, 'U0HELGA');
  const view: ModalView = {
    ...modal('Kick'),
    close: plain('Cancel'),
    notify_on_close: true,
    external_id: 'one',
  };
  const open = async () => {
    await helga.say(channel, '/vpn who');
    const { trigger_id } = slack.control.deliveries().at(-1)?.envelope.payload ?? {};
    const opened = await web.views.open({ trigger_id: String(trigger_id), view });
    return opened.view?.id ?? '';
  };
  const closed = await open();
  await web.views.update({ view_id: closed, view: { ...view, blocks: [...view.blocks, ...blocks] } });
  await useAll(helga, { kind: 'modal', id: closed });
  await helga.close(closed);
  await helga.submit(await open(), { reason: { text: 'it hangs' } });
  await helga.open('home');
  await web.views.publish({ user_id: 'U0HELGA', view: home });
  await helga.open('home');
}

async function useAll(person: PersonClient, on: Parameters<PersonClient['act']>[0]['on']): Promise<void> {
  for (const use of uses) {
    const receipt = await person.act({ on, blockId: 'tools', ...use });
    if (!receipt.ok) throw new Error(`The workspace did not take it: ${receipt.error}`);
  }
}
