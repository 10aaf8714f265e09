import { beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type ManifestFile, manifestFile } from './manifest-file.ts';
import { personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

let manifest: ManifestFile;
let slack: Slack;

beforeEach(async () => {
  manifest = await manifestFile({ scopes: ['chat:write', 'groups:history', 'im:write'] });
  slack = await startSlack({ manifest: manifest.path });
  return async () => {
    await slack.stop();
    await manifest.remove();
  };
});

test('the granted scopes are those of the manifest that the workspace was started with', async () => {
  const history = await webClient(slack).conversations.history({ channel: 'C0AUDIT' });

  expect(history.messages).toEqual([]);
});

test('a bot finds its own message again by the metadata it put on it', async () => {
  const web = webClient(slack);
  const metadata = { event_type: 'audit_entry', event_payload: { entry: 7 } };
  const { ts } = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'entry 7', metadata });

  const plain = await web.conversations.history({ channel: 'C0AUDIT' });
  const full = await web.conversations.history({ channel: 'C0AUDIT', include_all_metadata: true });

  expect(plain.messages?.[0]).not.toHaveProperty('metadata');
  expect(full.messages?.[0]).toMatchObject({ ts, metadata });
});

test('metadata of another form is refused', async () => {
  const call = webClient(slack).apiCall('chat.postMessage', {
    channel: 'C0AUDIT',
    text: 'entry',
    metadata: { entry: 7 },
  });

  expect((await refusalOf(call)).error).toBe('invalid_metadata_format');
});

test('history shows the latest first, without replies and without what one person alone sees', async () => {
  const web = webClient(slack);
  const first = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'first' });
  await web.chat.postMessage({ channel: 'C0AUDIT', text: 'reply', thread_ts: first.ts ?? '' });
  await web.chat.postEphemeral({ channel: 'C0AUDIT', user: 'U0HELGA', text: 'psst' });
  await web.chat.postMessage({ channel: 'C0AUDIT', text: 'second' });

  const history = await web.conversations.history({ channel: 'C0AUDIT' });
  const page = await web.conversations.history({ channel: 'C0AUDIT', limit: 1 });
  const older = await web.conversations.history({
    channel: 'C0AUDIT',
    latest: first.ts ?? '',
    inclusive: true,
  });

  expect(history.messages?.map(({ text }) => text)).toEqual(['second', 'first']);
  expect(history.messages?.[1]).toMatchObject({ reply_count: 1 });
  expect(page).toMatchObject({ has_more: true });
  expect(older.messages?.map(({ text }) => text)).toEqual(['first']);
});

test('replies begin with the message they reply to', async () => {
  const web = webClient(slack);
  const { ts = '' } = await web.chat.postMessage({ channel: 'C0AUDIT', text: 'entry' });
  await web.chat.postMessage({ channel: 'C0AUDIT', text: 'confirmed', thread_ts: ts });

  const replies = await web.conversations.replies({ channel: 'C0AUDIT', ts });
  const refusal = await refusalOf(web.conversations.replies({ channel: 'C0AUDIT', ts: '1.000001' }));

  expect(replies.messages?.map(({ text }) => text)).toEqual(['entry', 'confirmed']);
  expect(refusal.error).toBe('thread_not_found');
});

test('people’s own messages carry no bot id', async () => {
  await personClient(slack.url, 'U0HELGA').say('C0AUDIT', 'by hand');

  const history = await webClient(slack).conversations.history({ channel: 'C0AUDIT' });

  expect(history.messages?.[0]).toMatchObject({ user: 'U0HELGA', text: 'by hand' });
  expect(history.messages?.[0]).not.toHaveProperty('bot_id');
});

test('a direct message is opened by the person it is with', async () => {
  const { channel } = await webClient(slack).conversations.open({ users: 'U0BOB' });
  const outsider = await refusalOf(webClient(slack).conversations.open({ users: 'U0OTTO' }));

  expect(channel?.id).toBe('D0BOB');
  expect(outsider.error).toBe('user_not_found');
});
