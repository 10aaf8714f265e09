import { expect, test } from 'vitest';
import { composeHanded, handedApp } from '../../src/app/handed-app.ts';
import { textFromKickMetadata } from '../../src/features/kick/payloads.ts';
import { keptKeys } from '../../src/slack/slack-keys.ts';
import { someConnections } from '../builders/a-connection.ts';
import { channelId } from '../builders/ids.ts';
import { anApp } from '../doubles/an-app.ts';
import { memoryListenerDeps } from '../slack/memory-listener-deps.ts';
import { anInstallation, silentObservers } from './an-installation.ts';

const request = { user_id: 'U0HELGA', team_id: 'T0HOME', channel_id: 'C0HELPDESK', trigger_id: 'T1' };
const command = (text: string) => ({ ...request, command: '/vpn', text });
const metadata = textFromKickMetadata({
  channel: channelId('C0HELPDESK'),
  channelName: 'helpdesk',
  targetRef: { kind: 'name', name: 'bob@example.com' },
  on: undefined,
  listed: 0,
  breakGlass: false,
  confirm: undefined,
  openedAt: new Date('2026-11-02T08:59:00Z'),
});
const submission = (reason: string) => ({
  type: 'view_submission',
  user: { id: 'U0HELGA', team_id: 'T0HOME' },
  team: { id: 'T0HOME' },
  view: {
    id: 'V1',
    callback_id: 'kick',
    private_metadata: metadata,
    state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } },
  },
});

const keys = keptKeys(
  async () => ({ botToken: 'xoxb-none', appToken: undefined, signingSecret: 's', before: undefined }),
  () => 0,
  () => {},
);

function aScene(app = anApp(someConnections(1))) {
  const deps = memoryListenerDeps(app);
  const hand = handedApp({
    keys,
    authorization: { botToken: 'xoxb-none', botId: 'B0', botUserId: 'U0BOT' },
    apiUrl: undefined,
    onRequest: () => {},
    deps,
    opened: deps.waiting,
  });
  return {
    deps,
    hand: (asked: object, rest = {}) =>
      hand({ request: { ...asked }, viewId: undefined, isLate: false, ...rest }),
  };
}

test('a request from the queue is handled by the same listeners', async () => {
  const { deps, hand } = aScene();

  await hand(submission('hangs since noon'));

  expect(deps.app.vpn.terminations).toHaveLength(1);
});

test('fills in the modal that was opened for the request, and then forgets it', async () => {
  const { deps, hand } = aScene();

  await hand(command('kick bob@example.com'), { viewId: 'V9' });

  expect(deps.opened).toEqual([]);
  expect(deps.filledIn.map(({ submit }) => submit !== undefined)).toEqual([true]);
  expect(deps.waiting.size).toBe(0);
});

test('sends as a message what a modal would have shown under its input', async () => {
  const { deps, hand } = aScene();

  await hand(submission('why'));

  expect(deps.app.vpn.terminations).toEqual([]);
  expect(deps.poster.sent).toMatchObject([{ place: 'U0HELGA', text: expect.stringContaining('reason') }]);
});

test('a request that arrives too late is not carried out, and the person is answered', async () => {
  const { deps, hand } = aScene();

  await hand(submission('hangs since noon'), { isLate: true });

  expect(deps.app.vpn.terminations).toEqual([]);
  expect(deps.poster.sent).toMatchObject([{ place: 'U0HELGA', text: expect.stringContaining('too late') }]);
});

test('a late request with an open modal is answered in the modal', async () => {
  const { deps, hand } = aScene();

  await hand(command('kick bob@example.com'), { viewId: 'V9', isLate: true });

  expect(JSON.stringify(deps.filledIn)).toContain('too late');
  expect(deps.poster.sent).toEqual([]);
});

test('every port can be wrapped, messages included', async () => {
  const { config } = await anInstallation(0);
  const wrapped = new Set<string>();

  const bouncer = await composeHanded(config, silentObservers, (parts) => {
    for (const name of Object.keys(parts)) wrapped.add(name);
    return parts;
  });
  bouncer.close();

  for (const part of ['poster', 'messages', 'clock', 'announcer', 'vpn', 'log', 'jobs', 'locks'])
    expect(wrapped).toContain(part);
});
