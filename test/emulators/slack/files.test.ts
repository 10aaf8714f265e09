import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type ManifestFile, manifestFile } from './manifest-file.ts';
import { type PersonClient, personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

const rows = 'seq,kind\n1,requested\n';
const upload = { filename: 'audit.csv', content: rows, title: 'Audit log' };

describe('files', () => {
  let manifest: ManifestFile;
  let slack: Slack;
  let helga: PersonClient;
  beforeAll(async () => {
    manifest = await manifestFile({ scopes: ['chat:write', 'groups:history', 'files:write', 'im:write'] });
    slack = await startSlack({ manifest: manifest.path });
    helga = personClient(slack.url, 'U0HELGA');
  });
  afterAll(async () => {
    await slack?.stop();
    await manifest?.remove();
  });

  const fileOf = (as: string, id: string) => fetch(`${slack.url}/client/file?as=${as}&id=${id}`);

  test('are shared in a message of the app, with its comment, by Slack’s own client', async () => {
    await webClient(slack).files.uploadV2({
      ...upload,
      channel_id: 'D0HELGA',
      initial_comment: '12 entries since yesterday',
    });

    const [message] = await helga.messagesIn('D0HELGA');
    expect(message).toMatchObject({
      user: 'U0BOUNCER',
      text: '12 entries since yesterday',
      files: [{ name: 'audit.csv', title: 'Audit log', size: rows.length }],
    });
    const answer = await fileOf('U0HELGA', message?.files[0]?.id ?? '');
    expect(await answer.text()).toBe(rows);
    expect(answer.headers.get('content-disposition')).toContain('audit.csv');
  });

  test('pictures have a text for those who cannot see them, and reach the page as pictures', async () => {
    const web = webClient(slack);
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const announce = (alt_txt: string) =>
      web.files.getUploadURLExternal({ filename: 'day.png', length: png.length, ...{ alt_txt } });
    const { file_id: id = '', upload_url = '' } = await announce('Peak 41');
    await fetch(upload_url, { method: 'POST', body: png });
    await web.files.completeUploadExternal({ files: [{ id, title: 'Day' }], channel_id: 'D0HELGA' });

    const message = (await helga.messagesIn('D0HELGA')).at(-1);
    expect(message).toMatchObject({ threadTs: null, files: [{ id, title: 'Day', altText: 'Peak 41' }] });
    const answer = await fileOf('U0HELGA', id);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    expect(await refusalOf(announce('x'.repeat(1_001)))).toMatchObject({ error: 'alt_txt_too_large' });
  });

  test('are listed in the history, and reach only people who see the channel', async () => {
    const web = webClient(slack);
    const { ts } = await web.chat.postMessage({ channel: 'C0HELPDESK', text: 'export' });
    await web.files.uploadV2({ ...upload, channel_id: 'C0HELPDESK', thread_ts: ts ?? '' });

    const reply = (await helga.messagesIn('C0HELPDESK')).at(-1);
    expect(reply).toMatchObject({ threadTs: ts, text: '' });
    const { messages = [] } = await web.conversations.replies({ channel: 'C0HELPDESK', ts: ts ?? '' });
    expect(messages.at(-1)?.files).toMatchObject([{ name: 'audit.csv', pretty_type: 'CSV' }]);
    const id = reply?.files[0]?.id ?? '';
    expect((await fileOf('U0HELGA', id)).status).toBe(200);
    expect((await fileOf('U0LENA', id)).status).toBe(404);
  });

  test('are completed once, and only after their bytes have arrived', async () => {
    const web = webClient(slack);
    const { file_id = '', upload_url = '' } = await web.files.getUploadURLExternal({
      filename: 'audit.jsonl',
      length: 3,
    });
    const complete = () => web.files.completeUploadExternal({ files: [{ id: file_id, title: 'Audit' }] });

    expect(await refusalOf(complete())).toMatchObject({ error: 'file_not_found' });
    expect((await fetch(upload_url, { method: 'POST', body: '{}' })).status).toBe(400);
    expect((await fetch(upload_url, { method: 'POST', body: '{}\n' })).status).toBe(200);
    expect((await complete()).files).toMatchObject([{ id: file_id, title: 'Audit' }]);
    expect(await refusalOf(complete())).toMatchObject({ error: 'file_not_found' });
  });

  test.each([
    ['of a private channel without the app', 'C0PRIVATE', 'channel_not_found'],
    ['of a public channel without the app', 'C0GENERAL', 'not_in_channel'],
  ])('are refused in messages %s', async (_what, channel, error) => {
    slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false });

    expect(
      await refusalOf(webClient(slack).files.uploadV2({ ...upload, channel_id: channel })),
    ).toMatchObject({
      error,
    });
  });
});

test('files need the scope files:write', async () => {
  const manifest = await manifestFile({ scopes: ['chat:write'] });
  const slack = await startSlack({ manifest: manifest.path });

  const call = webClient(slack).files.getUploadURLExternal({ filename: 'audit.csv', length: 1 });

  expect(await refusalOf(call)).toMatchObject({ error: 'missing_scope', needed: 'files:write' });
  await slack.stop();
  await manifest.remove();
});
