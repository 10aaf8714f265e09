import type { Browser, Locator, Page } from 'playwright-core';
import { demoEndpoints } from './demo-endpoints.ts';
import { addPastWeek } from './past-week.ts';
import type { Demo } from './start-demo.ts';
import { openPage, picture, say } from './take-picture.ts';

/** Takes the pictures of docs/guide: each shows one message or modal of the demo, or the Home tab. */
export async function takeGuidePictures(window: Browser, { slack, ec2, folder }: Demo): Promise<void> {
  const as = (person: string, channel: string) =>
    openPage(window, `${slack.url}/#/${person}/${channel}`, 'light', 1280, 1.25);
  const helga = await as('U0HELGA', 'C0HELPDESK');
  await takeWho(helga);
  await takeShortcuts(helga);
  await takeKick(helga);
  await takeHistory(helga);
  await untilObserved(helga);
  addPastWeek(folder);
  await takeCharts(helga);

  const omar = await as('U0OMAR', 'C0SECOPS');
  await takeBlock(omar);
  await takeApproval(omar);
  await takeReport(omar);
  const lena = await as('U0LENA', 'C0LEADS');
  await takeWhoIsThis(await as('U0HELGA', 'C0LEADS'), lena);
  await takeBoard(lena);
  await takeNames(await as('U0BOB', 'C0GENERAL'), omar);
  await takeHome(helga, `${slack.url}/#/U0HELGA/D0HELGA`);
  await takeNotice(omar, ec2);
  await takePostedReport(omar);
}

/** Asks for the endpoints until Bouncer has counted the connections of each. */
async function untilObserved(page: Page): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    await say(page, '/vpn endpoints');
    await page.waitForTimeout(2_000);
    const charts = message(page, '2 endpoints').getByRole('button', { name: 'Charts' });
    if ((await charts.count()) === 2) return;
  }
  throw new Error('Bouncer did not observe both endpoints.');
}

async function takeHome(helga: Page, directMessage: string): Promise<void> {
  await helga.setViewportSize({ width: 1280, height: 2_400 });
  await helga.goto(directMessage);
  await helga.getByRole('button', { name: 'Home' }).click();
  const home = helga.getByRole('region', { name: 'Home' });
  await home.getByRole('button', { name: 'Charts' }).first().waitFor();
  await home.getByText('Your VPN names').waitFor();
  await picture(helga, 'guide-home', home.locator('.blocks'));
}

/** Anna connects with a second device from elsewhere. Before that, she connected from home. */
async function takeNotice(omar: Page, ec2: Demo['ec2']): Promise<void> {
  const [prod] = demoEndpoints;
  if (prod === undefined) throw new Error('There is no endpoint.');
  await ec2.dial({ endpointId: prod.id, username: 'anna@example.com', commonName: 'tablet' });
  const notice = message(omar, 'anna@example.com').filter({ hasText: /^.*New address/s });
  await notice.waitFor({ timeout: 180_000 });
  await picture(omar, 'guide-notices', notice);
}

/** The thread of the weekly report that the configuration of the pictures makes due by now. */
async function takePostedReport(omar: Page): Promise<void> {
  const charts = omar.locator('.replies .message', { has: omar.locator('.picture img') }).last();
  await charts.waitFor({ timeout: 300_000 });
  await picture(omar, 'guide-report-charts', charts);
}

async function takeWho(helga: Page): Promise<void> {
  await say(helga, '/vpn who @bob');
  const list = message(helga, 'connections for bob@example.com');
  await list.getByRole('button', { name: 'Refresh' }).waitFor();
  await picture(helga, 'guide-who', list);
}

async function takeShortcuts(helga: Page): Promise<void> {
  await say(helga, 'Does Lena’s VPN work?');
  await helga.getByRole('button', { name: 'Shortcuts' }).click();
  await helga.getByRole('option', { name: 'VPN…' }).click();
  const launcher = helga.getByRole('dialog', { name: 'VPN' });
  await launcher.getByRole('button', { name: 'Continue' }).waitFor();
  await picture(helga, 'guide-shortcuts', launcher);
  await helga.keyboard.press('Escape');
  await launcher.waitFor({ state: 'detached' });
}

/** Lena writes a message, and Helga asks about her. */
async function takeWhoIsThis(helga: Page, lena: Page): Promise<void> {
  await say(lena, 'My VPN is slow today');
  const asked = message(helga, 'My VPN is slow today');
  await asked.hover();
  await asked.getByRole('button', { name: 'More actions' }).click();
  await helga.getByRole('option', { name: 'Who is this on the VPN?' }).click();
  const connections = helga.getByRole('dialog', { name: 'VPN' });
  await connections.getByRole('button', { name: 'Refresh' }).waitFor();
  await picture(helga, 'guide-who-is-this', connections);
  await helga.keyboard.press('Escape');
  await connections.waitFor({ state: 'detached' });
}

async function takeHistory(helga: Page): Promise<void> {
  await say(helga, '/vpn history @bob on prod-eu');
  const list = message(helga, 'of bob in the last 7 days');
  await list.getByRole('button', { name: 'Refresh' }).waitFor();
  await picture(helga, 'guide-history', list);
}

async function takeCharts(helga: Page): Promise<void> {
  await say(helga, '/vpn endpoints');
  const list = message(helga, '2 endpoints');
  await list.getByRole('button', { name: 'Charts' }).first().waitFor();
  await picture(helga, 'guide-charts', list);
}

async function takeReport(omar: Page): Promise<void> {
  await say(omar, '/vpn report');
  const report = message(omar, 'VPN report');
  await report.getByText('Endpoints:').waitFor();
  await picture(omar, 'guide-report', report);
}

async function takeBoard(lena: Page): Promise<void> {
  await say(lena, '/vpn board @platform');
  const board = message(lena, 'VPN board');
  await board.getByRole('button', { name: 'Stop updates' }).waitFor();
  await picture(lena, 'guide-board', board);
}

/** Bob claims his certificate, and Omar sees the claim. */
async function takeNames(bob: Page, omar: Page): Promise<void> {
  await say(bob, '/vpn names');
  await bob.getByRole('button', { name: 'Claim a name' }).last().click();
  const modal = bob.getByRole('dialog');
  const [name, reason] = [modal.getByRole('textbox').first(), modal.getByRole('textbox').last()];
  await name.fill('bob-laptop.example.com');
  await reason.fill('My laptop at home');
  await modal.locator('button[type=submit]').click();
  const claim = message(omar, 'Certificate name claimed');
  await claim.getByRole('button', { name: 'Approve' }).waitFor();
  await picture(omar, 'guide-names', claim);
}

async function takeKick(helga: Page): Promise<void> {
  await say(helga, '/vpn kick @bob');
  const modal = helga.getByRole('dialog', { name: 'Terminate connections' });
  await modal.getByRole('textbox', { name: 'Reason' }).fill('Stale connection, Bob asked for it');
  await picture(helga, 'guide-kick', modal);

  await modal.getByRole('button', { name: 'Terminate' }).click();
  const outcome = message(helga, 'Stale connection, Bob asked for it');
  await outcome.getByText('confirmed after').first().waitFor();
  await picture(helga, 'guide-kick-outcome', outcome);
}

async function takeBlock(omar: Page): Promise<void> {
  await say(omar, '/vpn block joanna-laptop.example.com 4h stolen on the train');
  const modal = omar.getByRole('dialog', { name: /^Block/ });
  await modal
    .getByRole('button', { name: /^Block/ })
    .last()
    .waitFor();
  await picture(omar, 'guide-block', modal);
  await omar.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
}

async function takeApproval(omar: Page): Promise<void> {
  await say(omar, '/vpn kick svc-backup@example.com its key has leaked');
  const modal = omar.getByRole('dialog', { name: 'Terminate connections' });
  await modal.getByRole('button', { name: 'Terminate' }).click();
  const request = message(omar, 'Approval needed');
  await request.waitFor();
  await picture(omar, 'guide-approvals', request);
}

/** The latest message with this text. */
function message(page: Page, text: string): Locator {
  return page.locator('.message', { hasText: text }).last();
}
