import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lambda, startLambda } from '../../../emulators/lambda/start-lambda.ts';
import { chromiumPath, openWindow, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

const endpoint = {
  id: 'cvpn-endpoint-0000000000000aaa3',
  name: 'lab',
  region: 'eu-west-1',
  authentication: 'certificate',
  connectHandlerArn: 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-test',
} as const;

/** Denies names that begin with mallory. */
const handler = `export const handler = async (event) => ({
  allow: !event['common-name'].startsWith('mallory'),
  'error-msg-on-denied-connection': 'Access to this VPN is blocked.',
  'posture-compliance-statuses': [],
  'schema-version': 'v2',
});`;

describe.skipIf(chromiumPath === undefined)(`denied connections in Chromium${withoutChromium}`, () => {
  let folder: string;
  let lambda: Lambda;
  let testPage: TestPage;
  let page: Page;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'denied-'));
    const file = join(folder, 'index.mjs');
    await writeFile(file, handler);
    lambda = await startLambda({ functions: [{ name: 'AWSClientVPN-test', file, variables: {} }] });
    testPage = await startTestPage({ endpoints: [endpoint], lambdaUrl: lambda.url });
    page = await openWindow(testPage.slack.url);
  });
  afterAll(async () => {
    await testPage?.stop();
    await lambda?.stop();
    await rm(folder, { recursive: true });
  });

  const list = () => page.getByRole('list', { name: 'Denied connections' });

  test('are shown as they happen, with their number and the client’s message', async () => {
    await testPage.ec2.dial({ endpointId: endpoint.id, commonName: 'mallory-laptop' });
    await list().getByText('mallory-laptop').waitFor();
    expect(await list().getByRole('listitem').getAttribute('title')).toBe('Access to this VPN is blocked.');

    await testPage.ec2.dial({ endpointId: endpoint.id, commonName: 'mallory-laptop' });

    await list()
      .getByText(/by the connect handler · 2 times/)
      .waitFor();
    expect(await list().getByRole('listitem').count()).toBe(1);
  });

  test('are still shown after a reload, without allowed connections', async () => {
    await testPage.ec2.dial({ endpointId: endpoint.id, commonName: 'kiosk' });

    await page.reload();

    await list().getByText('mallory-laptop').waitFor();
    expect(await list().getByText('kiosk').count()).toBe(0);
  });
});
