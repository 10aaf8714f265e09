import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Ec2, startEc2 } from '../../../emulators/ec2/start-ec2.ts';
import { startLambda } from '../../../emulators/lambda/start-lambda.ts';

const lab = {
  id: 'cvpn-endpoint-0000000000000aaa3',
  name: 'lab',
  region: 'eu-west-1',
  authentication: 'certificate',
  connectHandlerArn: 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-test',
} as const;
const answer = {
  allow: true,
  'error-msg-on-denied-connection': '',
  'posture-compliance-statuses': [],
  'schema-version': 'v2',
};
const usual = 'Error establishing connection. Please contact your administrator.';

/** An endpoint with a handler that answers so; each event is written to its log. */
async function aScene(handler: string, given: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'connect-'));
  const file = join(folder, 'index.mjs');
  await writeFile(
    file,
    `export const handler = async (event) => { console.log(JSON.stringify(event)); ${handler} };`,
  );
  const lambda = await startLambda({ functions: [{ name: 'AWSClientVPN-test', file, variables: {} }] });
  const ec2 = await startEc2({ endpoints: [lab], lambdaUrl: lambda.url, terminationMs: 0, ...given });
  onTestFinished(async () => {
    await Promise.all([ec2.stop(), lambda.stop()]);
    await rm(folder, { recursive: true });
  });
  const dial = () => ec2.dial({ endpointId: lab.id, commonName: 'kiosk.example.com' });
  return { ec2, dial, log: () => lambda.log('AWSClientVPN-test') };
}

test('a handler receives the client in the fields of schema v2 and allows it', async () => {
  const { ec2, dial, log } = await aScene(`return ${JSON.stringify(answer)}`);

  const result = await dial();

  const [{ id } = { id: '' }] = ec2.fleet().connections;
  expect(result).toEqual({ connectionId: id });
  expect(JSON.parse(log())).toEqual({
    'connection-id': id,
    'endpoint-id': lab.id,
    'common-name': 'kiosk.example.com',
    username: '',
    platform: expect.stringMatching(/^(win|mac|linux)$/),
    'platform-version': expect.toSatisfy((version) => version === null || typeof version === 'string'),
    'public-ip': expect.stringMatching(/^203\.0\.113\.\d+$/),
    'client-openvpn-version': expect.any(String),
    groups: null,
    'schema-version': 'v2',
  });
});

test('a denied client gets the message, and no connection is listed', async () => {
  const denial = { ...answer, allow: false, 'error-msg-on-denied-connection': 'Not today.' };
  const { ec2, dial } = await aScene(`return ${JSON.stringify(denial)}`);

  expect(await dial()).toEqual({ denied: 'Not today.' });

  expect(ec2.fleet().connections).toEqual([]);
  expect(ec2.fleet().denied).toMatchObject([{ name: 'kiosk.example.com', message: 'Not today.' }]);
});

test.each([
  ['throws', `throw new Error('no')`],
  ['ends its process', 'process.exit(1)'],
  ['answers nothing', 'return undefined'],
  ['leaves a field out', `const { allow, ...rest } = ${JSON.stringify(answer)}; return rest`],
  ['adds a field', `return { ...${JSON.stringify(answer)}, message: '' }`],
  ['answers in another version', `return { ...${JSON.stringify(answer)}, 'schema-version': 'v1' }`],
  ['says allow in words', `return { ...${JSON.stringify(answer)}, allow: 'true' }`],
  [
    'has too much to say',
    `return { ...${JSON.stringify(answer)}, 'error-msg-on-denied-connection': 'x'.repeat(256) }`,
  ],
])('a handler that %s denies everyone', async (_title, handler) => {
  const { dial } = await aScene(handler);

  expect(await dial()).toEqual({ denied: usual });
});

test('an unreachable Lambda denies everyone', async () => {
  const { dial } = await aScene('return null', { lambdaUrl: 'http://127.0.0.1:9' });

  expect(await dial()).toEqual({ denied: usual });
});

test('a terminated client that is denied keeps trying until it is allowed', async () => {
  const denied = { ...answer, allow: false };
  const handler = `globalThis.asked = (globalThis.asked ?? 0) + 1; return globalThis.asked < 3 ? ${JSON.stringify(denied)} : ${JSON.stringify(answer)}`;
  const { ec2, log } = await aScene(handler, { reconnectMs: 20 });
  ec2.connect({ endpointId: lab.id, commonName: 'kiosk.example.com' });

  await terminateAll(ec2);
  await expect
    .poll(() => ec2.fleet().connections.filter(({ status }) => status === 'active').length, {
      timeout: 10_000,
    })
    .toBe(1);

  expect(log().trim().split('\n')).toHaveLength(3);
  expect(ec2.fleet().denied).toHaveLength(2);
});

test('asks the handler about connections opened through the control API too', async () => {
  const { ec2 } = await aScene(`return ${JSON.stringify({ ...answer, allow: false })}`);

  const response = await fetch(`${ec2.url}/_emulator/connect`, {
    method: 'POST',
    body: JSON.stringify({ endpointId: lab.id, commonName: 'kiosk.example.com' }),
  });

  expect(await response.json()).toEqual({ denied: '' });
});

test('a client that gave up does not reconnect, while others do', async () => {
  const { ec2, log } = await aScene(`return ${JSON.stringify({ ...answer, allow: false })}`, {
    reconnectMs: 20,
  });
  for (const commonName of ['laptop.example.com', 'kiosk.example.com'])
    ec2.connect({ endpointId: lab.id, commonName });

  ec2.giveUp('laptop.example.com');
  await terminateAll(ec2);
  await expect.poll(() => ec2.fleet().denied.length, { timeout: 10_000 }).toBeGreaterThan(1);

  expect(ec2.fleet().denied.map(({ name }) => name)).not.toContain('laptop.example.com');
  expect(log()).not.toContain('laptop.example.com');
});

async function terminateAll(ec2: Ec2): Promise<void> {
  for (const { id } of ec2.fleet().connections) {
    await fetch(ec2.url, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIATEST/20261122/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        Action: 'TerminateClientVpnConnections',
        Version: '2016-11-15',
        ClientVpnEndpointId: lab.id,
        ConnectionId: id,
      }),
    });
  }
}
