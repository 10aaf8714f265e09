import { EC2Client, TerminateClientVpnConnectionsCommand } from '@aws-sdk/client-ec2';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openWindow, withoutChromium } from './chromium.ts';
import { type Stage, setStage } from './stage.ts';

describe.skipIf(chromiumPath === undefined)(`the VPN panel in Chromium${withoutChromium}`, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await setStage();
    page = await openWindow(stage.browser, stage.slack.url);
  });
  afterAll(() => stage?.stop());

  test('a termination is seen as it happens, and so is the call that asked for it', async () => {
    const connections = page.getByRole('region', { name: 'Connections that are on' });
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('BOB@');
    await connections.getByText('bob@example.com').waitFor();

    await terminate('bob@example.com');

    await connections.getByText(/^terminated/).waitFor();
    await page.getByRole('button', { name: /TerminateClientVpnConnections.*200/ }).waitFor();
  });

  test('a certificate client that comes back is told from a new one', async () => {
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('');
    const name = stage.ec2.fleet().connections.find(({ username }) => username === null)?.commonName ?? '';

    await terminate(name);

    await page.getByText(/^back after/).waitFor();
  });

  test('a bad day can be switched on and off', async () => {
    await page.getByText('Bad days').click();
    const throttling = page.getByRole('switch', { name: /AWS throttles/ });

    await throttling.click();
    await page.locator('summary', { hasText: 'AWS throttles' }).waitFor();
    expect(stage.ec2.fleet().weather).toEqual({ throttling: 0.6 });
    await throttling.click();

    await page.getByText('none: all is well').waitFor();
    expect(stage.ec2.fleet().weather).toEqual({});
  });

  test('Slack’s limit can be switched on and off', async () => {
    const limit = page.getByRole('switch', { name: /Slack limits/ });

    await limit.click();
    await page.locator('summary', { hasText: 'Slack limits' }).waitFor();
    expect(await postTwice()).toContain('ratelimited');
    await limit.click();
    await page.getByText('none: all is well').waitFor();

    expect(await postTwice()).not.toContain('ratelimited');
  });

  test('Slack’s limit is shown by every window, whoever switched it', async () => {
    const other = await openWindow(stage.browser, stage.slack.url);

    await page.getByRole('switch', { name: /Slack limits/ }).click();
    await other.locator('summary', { hasText: 'Slack limits' }).waitFor();
    await other.getByText('Bad days').click();
    await other.getByRole('switch', { name: /Slack limits/ }).click();

    await page.getByText('none: all is well').waitFor();
    await other.close();
  });

  test('an endpoint and a name narrow the list down', async () => {
    const connections = page.getByRole('region', { name: 'Connections that are on' });

    await page.getByRole('button', { name: /^lab/ }).click();
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('bob@');

    await page.getByText('Nobody is on.').waitFor();
    expect(await connections.count()).toBe(0);
  });

  /** The errors of two messages in a row, by the Web API itself: the bot's client would wait and try again. */
  async function postTwice(): Promise<string> {
    const answers = [];
    for (const text of ['one', 'two']) {
      const body = JSON.stringify({ channel: 'C0LEADS', text });
      const headers = { authorization: `Bearer ${stage.slack.botToken}`, 'content-type': 'application/json' };
      const response = await fetch(`${stage.slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers,
        body,
      });
      answers.push(await response.text());
    }
    return answers.join();
  }

  async function terminate(name: string): Promise<void> {
    const { connections, endpoints } = stage.ec2.fleet();
    const connection = connections.find(({ username, commonName }) => (username || commonName) === name);
    const region = endpoints.find(({ id }) => id === connection?.endpointId)?.region ?? '';
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
    const client = new EC2Client({ region, endpoint: stage.ec2.url, credentials });
    await client.send(
      new TerminateClientVpnConnectionsCommand({
        ClientVpnEndpointId: connection?.endpointId,
        ConnectionId: connection?.id,
      }),
    );
  }
});
