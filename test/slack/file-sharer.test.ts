import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { fileSharer } from '../../src/slack/file-sharer.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { type ManifestFile, manifestFile } from '../emulators/slack/manifest-file.ts';
import { type PersonClient, personClient } from '../emulators/slack/person-client.ts';
import { webClient } from '../emulators/slack/web-client.ts';

const files = [
  { name: 'audit.csv', title: 'audit.csv', text: 'seq,kind\n1,requested – ok\n' },
  { name: 'audit.jsonl', title: 'audit.jsonl', text: '{"seq":1}\n' },
];

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
    const client = webClient(slack);
    const sharer = fileSharer(client, messagePoster(client, new MovedClock()));

    expect(await sharer.share('U0HELGA', noticeView('Export'), files)).toBe(result);

    const messages = await helga.messagesIn('D0HELGA');
    if (result === 'scope_missing') expect(messages).toEqual([]);
    else {
      expect(messages).toMatchObject([
        { text: 'Export', files: [] },
        {
          threadTs: messages[0]?.ts,
          files: [
            { name: 'audit.csv', size: new TextEncoder().encode(files[0]?.text).length },
            { name: 'audit.jsonl' },
          ],
        },
      ]);
    }
  });
});
