import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeptBot, keepBot } from '../../../emulators/demo/bot-process.ts';
import { writeDemoConfig } from '../../../emulators/demo/demo-config.ts';
import { demoEndpoints } from '../../../emulators/demo/demo-endpoints.ts';
import { type Ec2, startEc2 } from '../../../emulators/ec2/start-ec2.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { botSource } from '../../bundles/bundles.ts';
import { eventually } from '../../e2e/support/eventually.ts';
import { bundledPage } from '../../emulators/page/bundled-page.ts';
import {
  chromiumPath,
  closeWindow,
  discardWindows,
  openWindow,
  say,
  withoutChromium,
} from '../../emulators/page/chromium.ts';

describe.skipIf(chromiumPath === undefined)(
  `a bot that is killed while its page is open${withoutChromium}`,
  () => {
    const restarts: string[] = [];
    let folder: string;
    let ec2: Ec2;
    let slack: Slack;
    let bot: KeptBot;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bouncer-kept-'));
      ec2 = await startEc2({ endpoints: demoEndpoints, regulars: ['bob@example.com'] });
      slack = await startSlack({ page: await bundledPage(), vpnUrl: ec2.url });
      const configPath = await writeDemoConfig(folder, demoEndpoints);
      bot = keepBot(botSource, configPath, slack, ec2, (sentence) => restarts.push(sentence));
    });
    afterAll(async () => {
      await discardWindows();
      await bot?.stop();
      await Promise.all([slack?.stop(), ec2?.stop()]);
      await rm(folder, { recursive: true });
    });

    it('is reported as gone, in the banner and at pressed buttons, and works again by itself', async () => {
      const page = await openWindow(`${slack.url}/#/U0HELGA/C0HELPDESK`);
      const banner = page.getByText('Bouncer is offline.');
      await banner.waitFor({ state: 'detached' });
      await say(page, '/vpn who @bob');
      const list = page.locator('.message', { hasText: '1 connection for bob@example.com' });
      await list.getByRole('button', { name: 'Refresh' }).waitFor();
      const killed = killNow();

      await banner.waitFor();
      await list.getByRole('button', { name: 'Refresh' }).click();
      await list.getByText('The app isn’t connected. Nothing was sent.').waitFor();
      await say(page, '/vpn who');
      await page.getByText('failed because the app did not respond').waitFor();
      await banner.waitFor({ state: 'detached' });
      await list.getByRole('button', { name: 'Refresh' }).click();

      await list.getByText('The app isn’t connected. Nothing was sent.').waitFor({ state: 'detached' });
      await say(page, '/vpn endpoints');
      await page.locator('.message', { hasText: 'single sign-on' }).last().waitFor();
      expect(restarts).toEqual(['Bouncer exited after SIGKILL. Starting it again.']);
      expect(bot.pid()).not.toBe(killed);
      expect(await readyLines()).toBe(2);
      await closeWindow(page);
    });

    it('works on a page that was opened while it was away', async () => {
      const pid = killNow();
      await eventually('the end of the process', () => (bot.pid() === pid ? undefined : true));
      const page = await openWindow(`${slack.url}/#/U0OMAR/C0SECOPS`);

      await page.getByText('Bouncer is offline.').waitFor();
      await page.getByText('Bouncer is offline.').waitFor({ state: 'detached' });
      await say(page, '/vpn who @bob');

      await page.locator('.message', { hasText: '1 connection for bob@example.com' }).last().waitFor();
      await closeWindow(page);
    });

    function killNow(): number {
      const pid = bot.pid();
      if (pid === undefined) throw new Error('The bot does not run.');
      process.kill(pid, 'SIGKILL');
      return pid;
    }

    async function readyLines(): Promise<number> {
      const log = await readFile(join(folder, 'bouncer.log'), 'utf8');
      return log.split('\n').filter((line) => line.includes('"msg":"ready"')).length;
    }
  },
);
