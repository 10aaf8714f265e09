import { EC2Client, TerminateClientVpnConnectionsCommand } from '@aws-sdk/client-ec2';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, closeWindow, openWindow, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

describe.skipIf(chromiumPath === undefined)(`the VPN panel in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  let page: Page;
  beforeAll(async () => {
    testPage = await startTestPage();
    page = await openWindow(testPage.slack.url);
    // Here the rows move as visitors see them.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });
  afterAll(() => testPage?.stop());

  test('a termination and its AWS call are shown as they happen', async () => {
    const connections = page.getByRole('region', { name: 'Active connections' });
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('BOB@');
    await connections.getByText('bob@example.com').waitFor();

    await terminate('bob@example.com');

    await connections.getByText(/^terminated/).waitFor();
    await page.getByRole('button', { name: /TerminateClientVpnConnections.*200/ }).waitFor();
  });

  test('a certificate client that reconnects is marked as such', async () => {
    const name = testPage.ec2.fleet().connections.find(({ username }) => username === null)?.commonName ?? '';
    // The panel draws only the rows that fit into it.
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill(name);

    await terminate(name);

    await page.getByText(/^reconnected after/).waitFor();
  });

  test('a fault can be switched on and off', async () => {
    await page.locator('.faults summary').click();
    const throttling = page.getByRole('switch', { name: /AWS throttles/ });

    await throttling.click();
    await page.locator('summary', { hasText: 'AWS throttles' }).waitFor();
    expect(testPage.ec2.fleet().faults).toEqual({ throttling: 0.6 });
    await throttling.click();

    await page.locator('.faults summary', { hasText: 'none' }).waitFor();
    expect(testPage.ec2.fleet().faults).toEqual({});
  });

  test('Slack’s limit can be switched on and off', async () => {
    const limit = page.getByRole('switch', { name: /Slack limits/ });

    await limit.click();
    await page.locator('summary', { hasText: 'Slack limits' }).waitFor();
    expect(await postTwice()).toContain('ratelimited');
    await limit.click();
    await page.locator('.faults summary', { hasText: 'none' }).waitFor();

    expect(await postTwice()).not.toContain('ratelimited');
  });

  test('Slack’s limit is shown by every window, whichever switched it', async () => {
    const other = await openWindow(testPage.slack.url);

    await page.getByRole('switch', { name: /Slack limits/ }).click();
    await other.locator('summary', { hasText: 'Slack limits' }).waitFor();
    await other.locator('.faults summary').click();
    await other.getByRole('switch', { name: /Slack limits/ }).click();

    await page.locator('.faults summary', { hasText: 'none' }).waitFor();
    await closeWindow(other);
  });

  test('an endpoint and a name narrow the list down', async () => {
    const connections = page.getByRole('region', { name: 'Active connections' });

    await page.getByRole('button', { name: /^lab/ }).click();
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('bob@');

    await page.getByText('No one is connected.').waitFor();
    expect(await connections.count()).toBe(0);
  });

  /** The errors of two messages in a row, by the Web API itself: the bot's client would wait and try again. */
  async function postTwice(): Promise<string> {
    const answers = [];
    for (const text of ['one', 'two']) {
      const body = JSON.stringify({ channel: 'C0LEADS', text });
      const headers = {
        authorization: `Bearer ${testPage.slack.botToken}`,
        'content-type': 'application/json',
      };
      const response = await fetch(`${testPage.slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers,
        body,
      });
      answers.push(await response.text());
    }
    return answers.join();
  }

  async function terminate(name: string): Promise<void> {
    const { connections, endpoints } = testPage.ec2.fleet();
    const connection = connections.find(({ username, commonName }) => (username || commonName) === name);
    const region = endpoints.find(({ id }) => id === connection?.endpointId)?.region ?? '';
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
    const client = new EC2Client({ region, endpoint: testPage.ec2.url, credentials });
    await client.send(
      new TerminateClientVpnConnectionsCommand({
        ClientVpnEndpointId: connection?.endpointId,
        ConnectionId: connection?.id,
      }),
    );
  }
});
