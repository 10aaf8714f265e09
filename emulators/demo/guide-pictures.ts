import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, picture, say } from './take-picture.ts';

/** Takes the pictures of docs/guide: each shows one message or modal of the demo. */
export async function takeGuidePictures(window: Browser, url: string): Promise<void> {
  const as = (person: string, channel: string) =>
    openPage(window, `${url}/#/${person}/${channel}`, 'light', 1280, 1.25);
  const helga = await as('U0HELGA', 'C0HELPDESK');
  await takeWho(helga);
  await takeShortcuts(helga);
  await takeKick(helga);
  await takeHistory(helga);
  await takeCharts(helga);

  const omar = await as('U0OMAR', 'C0SECOPS');
  await takeBlock(omar);
  await takeApproval(omar);
  await takeReport(omar);
  const lena = await as('U0LENA', 'C0LEADS');
  await takeWhoIsThis(await as('U0HELGA', 'C0LEADS'), lena);
  await takeBoard(lena);
  await takeNames(await as('U0BOB', 'C0GENERAL'), omar);
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
  await report.getByText('Times in').waitFor();
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
