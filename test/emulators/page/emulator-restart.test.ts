import { describe, expect, test } from 'vitest';
import { startSlack } from '../../../emulators/slack/start-slack.ts';
import { bundledPage } from './bundled-page.ts';
import { chromiumPath, closeWindow, openWindow, say, withoutChromium } from './chromium.ts';

describe.skipIf(chromiumPath === undefined)(`a restarted emulator${withoutChromium}`, () => {
  test('the page says that the workspace is gone, and starts over with the new one', async () => {
    const page = await bundledPage();
    const first = await startSlack({ page });
    const visitor = await openWindow(first.url);
    await say(visitor, 'said before');
    await visitor.getByText('said before').waitFor();

    await first.stop();
    await visitor.getByText('Lost the connection to the workspace.').waitFor();
    const second = await startSlack({ page, port: Number(new URL(first.url).port) });

    await visitor.getByText('Lost the connection to the workspace.').waitFor({ state: 'detached' });
    expect(await visitor.getByText('said before').count()).toBe(0);
    await say(visitor, 'said after');
    await visitor.getByText('said after').waitFor();
    await closeWindow(visitor);
    await second.stop();
  });
});
