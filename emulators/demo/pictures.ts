import { mkdir } from 'node:fs/promises';
import { addMinutes } from 'date-fns/addMinutes';
import { type Browser, chromium, type Page } from 'playwright-core';
import { checkoutFiles } from './demo-files.ts';
import { takeGuidePictures } from './guide-pictures.ts';
import { startDemo, untilBouncerConnects } from './start-demo.ts';
import { openPage, picture, pictures, say } from './take-picture.ts';

/**
 * `npm run pictures`: takes screenshots of the page for the README and the guide. With `guide` as its argument, those of
 * the guide alone.
 */
const isGuideAlone = process.argv[2] === 'guide';

await mkdir(pictures, { recursive: true });
const demo = await startDemo(
  await checkoutFiles({ isFresh: true }),
  4700,
  { connections: 40, ended: 12, isAlive: true },
  { history: { connectionLog: true, notify: 'C0SECOPS' }, report: reportSoon() },
);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  await untilBouncerConnects(demo);
  if (!isGuideAlone) await takePictures(browser, demo.slack.url);
  await takeGuidePictures(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
process.exit(0);

/** A weekly report that is due when most pictures are taken. */
function reportSoon() {
  const due = addMinutes(new Date(), isGuideAlone ? 3 : 4);
  const at = `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][due.getUTCDay()]} ${due.toISOString().slice(11, 16)}`;
  return { channel: 'C0SECOPS', at, zone: 'UTC' };
}

async function takePictures(window: Browser, url: string): Promise<void> {
  const helga = await openPage(window, `${url}/#/U0HELGA/C0HELPDESK`, 'light', 1440);
  await say(helga, '/vpn who @bob');
  const list = helga.locator('.message', { hasText: '2 connections for bob@example.com' });
  await list.getByRole('button', { name: 'Refresh' }).waitFor();
  await picture(helga, 'who');

  await list.getByRole('button', { name: 'Terminate' }).first().click();
  const modal = helga.getByRole('dialog', { name: 'Terminate connections' });
  await modal.getByRole('textbox', { name: 'Reason' }).fill('Stale connection, Bob asked for it');
  await picture(helga, 'confirm');

  await modal.getByRole('button', { name: 'Terminate' }).click();
  await confirmed(helga).waitFor();
  await helga
    .getByRole('region', { name: /^Connections/ })
    .getByText('terminated')
    .waitFor();
  await picture(helga, 'main-job');

  const omar = await openPage(window, `${url}/#/U0OMAR/C0SECOPS`, 'dark', 1440);
  await say(omar, '/vpn kick svc-backup@example.com its key has leaked');
  const request = omar.getByRole('dialog', { name: 'Terminate connections' });
  await request.getByRole('button', { name: 'Terminate' }).click();
  await omar.locator('.message').getByText('Approval needed').waitFor();
  await picture(omar, 'approval-dark');

  const audit = await openPage(window, `${url}/#/U0OMAR/C0AUDIT`, 'dark', 1440);
  await confirmed(audit).waitFor();
  await picture(audit, 'audit-channel-dark');

  const phone = await openPage(window, `${url}/#/U0HELGA/C0HELPDESK`, 'light', 390);
  await confirmed(phone).waitFor();
  await picture(phone, 'phone');
}

function confirmed(page: Page) {
  return page.locator('.message').getByText('confirmed after').first();
}
