import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeClientVpnEndpointsCommand } from '@aws-sdk/client-ec2';
import type { ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { WebSocket } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/app/system-clock.ts';
import { useProxy } from '../../src/app/use-proxy.ts';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { loadSlackSecret } from '../../src/aws/secrets-manager-slack-secret.ts';
import { sqsQueueCheckup } from '../../src/aws/sqs-queue-checkup.ts';
import { signedTable } from '../../src/lambda/signed-table.ts';
import { modalApi } from '../../src/lambda/web-api.ts';
import { slackClockAheadMs } from '../../src/slack/checkup/workspace-checkup.ts';
import { answerThrough } from '../../src/slack/replies.ts';
import { socketWay } from '../../src/slack/socket-way.ts';
import { webClientOptions } from '../../src/slack/web-clients.ts';
import { dynamoTable } from '../../src/store/dynamo/table.ts';
import { endpoint } from '../aws/emulated-aws.ts';

const patience = { connectMs: 2_000, attemptMs: 2_000, callMs: 4_000 };
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'none' };
const place = { name: 'blocks', region: 'eu-west-3', endpoint: undefined, credentials };
const role = { ...endpoint, roleArn: 'arn:aws:iam::111122223333:role/bouncer' };
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/requests.fifo';

/** Each client that the product makes, and the host that it calls. */
const calls: Readonly<Record<string, { readonly host: string; call(): Promise<unknown> }>> = {
  'EC2, read': { host: 'ec2.eu-west-1.amazonaws.com', call: () => describeWith(ec2().toRead(endpoint)) },
  'EC2, act': {
    host: 'ec2.eu-west-1.amazonaws.com',
    call: () => describeWith(ec2().toAct(endpoint, { id: 'U0OMAR', name: 'omar', team: 'T0HOME' })),
  },
  STS: { host: 'sts.eu-west-1.amazonaws.com', call: () => describeWith(ec2().toRead(role)) },
  'SQS, doctor': { host: 'sqs.eu-west-1.amazonaws.com', call: () => sqsQueueCheckup(queueUrl).state() },
  'Secrets Manager': {
    host: 'secretsmanager.eu-west-1.amazonaws.com',
    call: () => loadSlackSecret('slack', { clock: systemClock, patience }),
  },
  DynamoDB: {
    host: 'dynamodb.eu-west-1.amazonaws.com',
    call: () => dynamoTable('bouncer').page('head', { limit: 1, order: 'first' }),
  },
  'DynamoDB, connect handler': {
    host: 'dynamodb.eu-west-3.amazonaws.com',
    call: () => signedTable(place)(AbortSignal.timeout(2_000)).page('block', { limit: 1, order: 'first' }),
  },
  'Slack, Web API': {
    host: 'slack.com',
    call: () =>
      new WebClient('xoxb-1', { ...webClientOptions(undefined), retryConfig: { retries: 0 } }).auth.test(),
  },
  'Slack, ingress': { host: 'slack.com', call: () => modalApi(async () => 'xoxb-1').fill('V1', aView) },
  'Slack, clock': { host: 'slack.com', call: () => slackClockAheadMs(undefined, systemClock) },
  'Slack, response_url': {
    host: 'hooks.slack.com',
    call: () => answerThrough('https://hooks.slack.com/commands/1', { text: 'x', blocks: [] }),
  },
  'Slack, Socket Mode': { host: 'wss-primary.slack.com', call: openSocket },
};
const aView = {
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'x' },
  blocks: [],
} satisfies ModalView;

test.each(Object.entries(calls))('%s goes through the proxy', async (_, { host, call }) => {
  const proxy = await aProxy();
  proxy.enter({ HTTPS_PROXY: proxy.url });

  await expect(call()).rejects.toThrow();

  expect([...new Set(proxy.tunnels)]).toEqual([`${host}:443`]);
});

test('a host that NO_PROXY names is called directly, by the AWS clients and by fetch', async () => {
  const proxy = await aProxy();
  proxy.enter({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' });
  vi.stubEnv('AWS_ENDPOINT_URL', 'https://127.0.0.1:1');

  await expect(describeWith(ec2().toRead(endpoint))).rejects.toThrow('ECONNREFUSED');
  await expect(slackClockAheadMs('https://127.0.0.1:1/', systemClock)).rejects.toThrow();

  expect(proxy.tunnels).toEqual([]);
});

test('every AWS client is made with agents that use the proxy', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const makers = files.filter((name) =>
    /new (?!Aws|Web)\w+Client\(\{/.test(readFileSync(`src/${name}`, 'utf8')),
  );

  expect(makers.length).toBeGreaterThan(4);
  for (const name of makers.filter((each) => each !== 'aws/sdk-parser.ts'))
    expect(readFileSync(`src/${name}`, 'utf8'), name).toMatch(/sharedSockets\(|proxyEnv/);
});

function ec2(): Ec2Clients {
  return new Ec2Clients({ clock: systemClock, random: () => 0, patience });
}

function describeWith(client: ReturnType<Ec2Clients['toRead']>): Promise<unknown> {
  return client.send(new DescribeClientVpnEndpointsCommand({}));
}

/** Opens the socket as Bolt does once `apps.connections.open` has told its address. */
async function openSocket(): Promise<never> {
  const { dispatcher } = socketWay(process.env);
  const socket = new WebSocket('wss://wss-primary.slack.com/link', { ...(dispatcher && { dispatcher }) });
  await new Promise((resolve) => socket.addEventListener('error', resolve));
  throw new Error('the socket was not opened');
}

/** Notes the hosts to which tunnels are asked for, and opens none. */
async function aProxy() {
  const tunnels: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    enter(environment: Readonly<Record<string, string>>) {
      const settings = {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_REGION: 'eu-west-1',
        ...environment,
      };
      for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
      const leave = useProxy(process.env);
      onTestFinished(() => {
        leave();
        vi.unstubAllEnvs();
      });
    },
  };
}

test('Bouncer starts on a Node that cannot send fetch through a proxy, and warns if there is a proxy', async () => {
  const warned = once(process, 'warning');

  useProxy({}, {});
  useProxy({ HTTPS_PROXY: 'http://127.0.0.1:1' }, {});

  expect(String(await warned)).toContain('Node 24.14');
});
