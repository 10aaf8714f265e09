import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lambda, startLambda } from '../../../emulators/lambda/start-lambda.ts';
import { chromiumPath, openWindow, withoutChromium } from './chromium.ts';
import { type Stage, setStage } from './stage.ts';

const endpoint = {
  id: 'cvpn-endpoint-0000000000000aaa3',
  name: 'lab',
  region: 'eu-west-1',
  authentication: 'certificate',
  connectHandlerArn: 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-test',
} as const;

/** Lets nobody in whose name begins with mallory. */
const handler = `export const handler = async (event) => ({
  allow: !event['common-name'].startsWith('mallory'),
  'error-msg-on-denied-connection': 'Access to this VPN is blocked.',
  'posture-compliance-statuses': [],
  'schema-version': 'v2',
});`;

describe.skipIf(chromiumPath === undefined)(`who is turned away, in Chromium${withoutChromium}`, () => {
  let folder: string;
  let lambda: Lambda;
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turned-away-'));
    const file = join(folder, 'index.mjs');
    await writeFile(file, handler);
    lambda = await startLambda({ functions: [{ name: 'AWSClientVPN-test', file, variables: {} }] });
    stage = await setStage({ endpoints: [endpoint], lambdaUrl: lambda.url });
    page = await openWindow(stage.browser, stage.slack.url);
  });
  afterAll(async () => {
    await stage?.stop();
    await lambda?.stop();
    await rm(folder, { recursive: true });
  });

  const list = () => page.getByRole('list', { name: 'Turned away' });

  test('is shown as it happens, with how often, and what the client was told', async () => {
    await stage.ec2.dial({ endpointId: endpoint.id, commonName: 'mallory-laptop' });
    await list().getByText('mallory-laptop').waitFor();
    expect(await list().getByRole('listitem').getAttribute('title')).toBe('Access to this VPN is blocked.');

    await stage.ec2.dial({ endpointId: endpoint.id, commonName: 'mallory-laptop' });

    await list()
      .getByText(/by the connect handler · 2 times/)
      .waitFor();
    expect(await list().getByRole('listitem').count()).toBe(1);
  });

  test('is still shown after a reload, and whoever was let in is not', async () => {
    await stage.ec2.dial({ endpointId: endpoint.id, commonName: 'kiosk' });

    await page.reload();

    await list().getByText('mallory-laptop').waitFor();
    expect(await list().getByText('kiosk').count()).toBe(0);
  });
});
