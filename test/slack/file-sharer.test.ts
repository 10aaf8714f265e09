import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { fileSharer } from '../../src/slack/file-sharer.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { type ManifestFile, manifestFile } from '../emulators/slack/manifest-file.ts';
import { type PersonClient, personClient } from '../emulators/slack/person-client.ts';
import { webClient } from '../emulators/slack/web-client.ts';

const [view, incomplete] = [noticeView('Export'), noticeView('Incomplete')];
const files = [
  { name: 'audit.csv', title: 'audit.csv', content: 'seq,kind\n1,requested – ok\n' },
  { name: 'audit.jsonl', title: 'audit.jsonl', content: '{"seq":1}\n' },
];

test('pictures are shared below the message, with their text', async () => {
  const manifest = await manifestFile({ scopes: ['chat:write', 'files:write'] });
  const slack = await startSlack({ manifest: manifest.path });
  const picture = {
    name: 'day.png',
    title: 'Day',
    content: new Uint8Array([137, 80, 78, 71]),
    altText: 'Peak 41',
  };

  await sharerOf(slack).share('U0HELGA', view, incomplete, [picture], 'below');

  expect(await personClient(slack.url, 'U0HELGA').messagesIn('D0HELGA')).toMatchObject([
    { text: 'Export', files: [] },
    { threadTs: null, files: [{ name: 'day.png', title: 'Day', altText: 'Peak 41', size: 4 }] },
  ]);
  await slack.stop();
  await manifest.remove();
});

test('files are shared in the thread of a message in a channel, in one reply', async () => {
  const slack = await startSlack();
  const client = webClient(slack);
  const { ts = '' } = await client.chat.postMessage({ channel: 'C0SECOPS', text: 'Report' });

  expect(await sharerOf(slack).shareInThread('C0SECOPS', ts, files)).toBe('shared');

  expect((await personClient(slack.url, 'U0OMAR').messagesIn('C0SECOPS')).slice(-2)).toMatchObject([
    { ts, text: 'Report', files: [] },
    { threadTs: ts, files: [{ name: 'audit.csv' }, { name: 'audit.jsonl' }] },
  ]);
  await slack.stop();
});

describe.each([
  { scopes: ['chat:write', 'files:write'], result: 'shared' },
  { scopes: ['chat:write'], result: 'scope_missing' },
])('an app with $scopes', ({ scopes, result }) => {
  let manifest: ManifestFile;
  let slack: Slack;
  let helga: PersonClient;
  beforeAll(async () => {
    manifest = await manifestFile({ scopes });
    slack = await startSlack({ manifest: manifest.path });
    helga = personClient(slack.url, 'U0HELGA');
  });
  afterAll(async () => {
    await slack?.stop();
    await manifest?.remove();
  });

  test(`files are ${result}`, async () => {
    const sharer = sharerOf(slack);

    expect(await sharer.share('U0HELGA', view, incomplete, files)).toBe(result);

    const messages = await helga.messagesIn('D0HELGA');
    if (result === 'scope_missing') {
      expect(messages).toEqual([]);
      expect(await sharer.shareInThread('C0SECOPS', '1.1', files)).toBe(result);
    } else {
      expect(messages).toMatchObject([
        { text: 'Export', files: [] },
        {
          threadTs: messages[0]?.ts,
          files: [
            { name: 'audit.csv', size: new TextEncoder().encode(files[0]?.content).length },
            { name: 'audit.jsonl' },
          ],
        },
      ]);
    }
  });
});

describe('on a bad day of Slack', () => {
  let slack: Slack;
  let helga: PersonClient;
  beforeAll(async () => {
    slack = await startSlack();
    helga = personClient(slack.url, 'U0HELGA');
  });
  afterEach(() => slack.control.endFaults());
  afterAll(() => slack?.stop());

  test.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'files are shared once if Slack limits the rate of %s',
    async (method) => {
      const before = await helga.messagesIn('D0HELGA');
      slack.control.orderFault({ method, times: 1, fault: { kind: 'rate_limited', retryAfterS: 1 } });

      expect(await sharerOf(slack).share('U0HELGA', view, incomplete, files)).toBe('shared');

      const posted = (await helga.messagesIn('D0HELGA')).slice(before.length);
      expect(posted.map(({ text }) => text)).toEqual(['Export', '']);
    },
  );

  test('the message says that the files may be missing if Slack does not share them', async () => {
    const before = await helga.messagesIn('D0HELGA');
    const fault = { kind: 'error', error: 'internal_error' } as const;
    slack.control.orderFault({ method: 'files.completeUploadExternal', times: 1, fault });

    const sharing = sharerOf(slack).share('U0HELGA', view, incomplete, files);

    await expect(sharing).rejects.toMatchObject({ code: 'slack_unreachable' });
    const posted = (await helga.messagesIn('D0HELGA')).slice(before.length);
    expect(posted.map(({ text }) => text)).toEqual(['Incomplete']);
  });

  test('nothing is posted if Slack does not accept an upload', async () => {
    const before = await helga.messagesIn('D0HELGA');
    const fault = { kind: 'status', status: 503 } as const;
    slack.control.orderFault({ method: 'files.getUploadURLExternal', times: 1, fault });

    const sharing = sharerOf(slack).share('U0HELGA', view, incomplete, files);

    await expect(sharing).rejects.toMatchObject({ code: 'slack_unreachable' });
    expect(await helga.messagesIn('D0HELGA')).toEqual(before);
  });
});

function sharerOf(slack: Slack) {
  const client = webClient(slack);
  const clock = new MovedClock();
  return fileSharer(client, messagePoster(client, clock), clock);
}
