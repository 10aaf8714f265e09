import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ManifestFile, manifestFile } from '../slack/manifest-file.ts';
import { chromiumPath, closeWindow, openWindow, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

describe.skipIf(chromiumPath === undefined)(`files in Chromium${withoutChromium}`, () => {
  let manifest: ManifestFile;
  let testPage: TestPage;
  beforeAll(async () => {
    manifest = await manifestFile({ scopes: ['commands', 'chat:write', 'files:write'] });
    testPage = await startTestPage({}, { manifest: manifest.path });
  });
  afterAll(async () => {
    await testPage?.stop();
    await manifest?.remove();
  });

  test('a file is shown with its title, kind and size, and can be downloaded', async () => {
    const content = '{"seq":1}\n'.repeat(150);
    await testPage.bot.app.client.files.uploadV2({
      filename: 'audit.jsonl',
      title: 'Audit log',
      content,
      channel_id: 'C0LEADS',
      initial_comment: '150 entries',
    });
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);

    const file = page
      .locator('.message', { hasText: '150 entries' })
      .getByRole('link', { name: 'Audit log' });
    expect(await file.textContent()).toContain('audit.jsonl · JSON Lines · 1.5 kB');
    const started = page.waitForEvent('download');
    await file.click();
    const download = await started;

    expect(download.suggestedFilename()).toBe('audit.jsonl');
    expect(await readFile(await download.path(), 'utf8')).toBe(content);
    await closeWindow(page);
  });
});
