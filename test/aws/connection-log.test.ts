import { expect, it, vi } from 'vitest';
import { cloudWatchConnectionLog } from '../../src/aws/connection-log.ts';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { emulateAws, endpoint, endpointOf } from './emulated-aws.ts';
import { standInForAws } from './loopback-server.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };
const group = '/aws/clientvpn/prod-eu';
const logging = {
  id: endpoint.id,
  name: 'prod-eu',
  region: 'eu-west-1',
  authentication: 'federated',
  connectionLog: { group },
} as const;
const start = new Date(0);
const page = (from = { since: start }, of = endpoint) =>
  cloudWatchConnectionLog(new Ec2Clients({ clock, random: Math.random })).page(of, group, from);

/** An entry as the documentation shows it. */
const documented = {
  'connection-log-type': 'connection-attempt',
  'connection-attempt-status': 'successful',
  'connection-reset-status': 'NA',
  'connection-attempt-failure-reason': 'NA',
  'connection-id': 'cvpn-connection-abc123abc123abc12',
  'client-vpn-endpoint-id': endpoint.id,
  'transport-protocol': 'udp',
  'connection-start-time': '2020-03-26 20:37:15',
  'connection-last-update-time': '2020-03-26 20:37:15',
  'client-ip': '10.0.1.2',
  'common-name': 'client1',
  'device-type': 'mac',
  'device-ip': '98.247.202.82',
  port: '50096',
  'ingress-bytes': '0',
  'egress-bytes': '0',
  'ingress-packets': '0',
  'egress-packets': '0',
  'connection-end-time': 'NA',
  username: 'joe',
};
const ended = {
  'connection-log-type': 'connection-reset',
  'connection-attempt-status': 'NA',
  'connection-end-time': '2020-03-26 20:42:33',
  'ingress-bytes': '21017',
  'egress-bytes': '9007199254740993',
};

/** CloudWatch Logs answers with entries that differ so from the documented one. */
async function answering(...changes: readonly object[]) {
  const events = changes.map((change, index) => ({
    eventId: String(index),
    timestamp: 1_585_255_035_000,
    message: JSON.stringify({ ...documented, ...change }),
  }));
  await standInForAws((response) => response.end(JSON.stringify({ events })));
  return (await page()).entries.map(({ update }) => update);
}

it('reads when, from where and with what a connection began', async () => {
  expect(await answering({})).toEqual([
    {
      endpointId: endpoint.id,
      id: 'cvpn-connection-abc123abc123abc12',
      startedAt: new Date('2020-03-26T20:37:15Z'),
      lastSeenAt: new Date('2020-03-26T20:37:15Z'),
      endedAt: undefined,
      username: 'joe',
      commonName: 'client1',
      clientIp: '10.0.1.2',
      publicIp: '98.247.202.82',
      device: { platform: 'mac' },
      traffic: undefined,
      ending: undefined,
    },
  ]);
});

it('reads when a connection ended, and its traffic', async () => {
  expect(await answering(ended)).toMatchObject([
    {
      endedAt: new Date('2020-03-26T20:42:33Z'),
      lastSeenAt: new Date('2020-03-26T20:42:33Z'),
      traffic: { bytesSent: 21_017n, bytesReceived: 9_007_199_254_740_993n },
      ending: undefined,
    },
  ]);
});

it('reads that the authorization policy ended a connection, unless AWS only logs what it would do', async () => {
  const policy = { result: 'deny', 'evaluation-type': 'periodic', 'shadow-mode': 'disabled' };

  const endings = await answering(
    { ...ended, 'authorization-policy-evaluation': policy },
    { ...ended, 'authorization-policy-evaluation': { ...policy, 'shadow-mode': 'enabled' } },
    { ...ended, 'authorization-policy-evaluation': { ...policy, result: 'permit' } },
    { ...ended, 'authorization-policy-evaluation': 'a new form' },
  );

  expect(endings.map(({ ending }) => ending)).toEqual([
    { kind: 'logged', text: 'authorization policy' },
    undefined,
    undefined,
    undefined,
  ]);
});

it('leaves out what is no connection', async () => {
  expect(
    await answering(
      { 'connection-attempt-status': 'failed', 'connection-start-time': 'NA' },
      { 'connection-attempt-status': 'waiting-for-assertion' },
      { 'connection-log-type': 'connection-reset', 'connection-reset-status': 'assertion-received' },
      { 'client-vpn-endpoint-id': 'cvpn-endpoint-0fedcba9876543210' },
      { 'connection-id': 'x' },
      { 'connection-start-time': 7 },
    ),
  ).toEqual([]);
});

it('takes NA for unknown', async () => {
  const unknown = { 'device-ip': 'NA', 'device-type': 'NA', 'client-ip': 'NA', username: undefined };

  expect(await answering(unknown)).toMatchObject([
    { publicIp: undefined, device: undefined, clientIp: undefined, username: undefined },
  ]);
});

it('skips entries that are not JSON', async () => {
  const events = [{ eventId: '1', timestamp: 1, message: 'hello' }];
  await standInForAws((response) => response.end(JSON.stringify({ events, nextToken: 'more' })));

  expect(await page()).toEqual({ entries: [], token: 'more' });
});

it('reads the emulated log, signed for CloudWatch Logs in the endpoint’s Region', async () => {
  const ec2 = await emulateAws({ endpoints: [logging] });
  const id = ec2.connect({ endpointId: endpoint.id, username: 'bob@example.com' });

  const { entries, token } = await page();

  expect(entries).toMatchObject([{ update: { id, username: 'bob@example.com' } }]);
  expect(token).toBeUndefined();
  expect(ec2.calls()).toMatchObject([
    { service: 'logs', action: 'FilterLogEvents', region: 'eu-west-1', error: null },
  ]);
});

it('reads only the entries of its endpoint, where several write to one group', async () => {
  const other = { ...logging, id: 'cvpn-endpoint-0fedcba9876543210', name: 'other' } as const;
  const ec2 = await emulateAws({ endpoints: [logging, other] });
  ec2.connect({ endpointId: other.id, username: 'anna@example.com' });

  expect((await page()).entries).toEqual([]);
  expect((await page({ since: start }, endpointOf(other.id))).entries).toHaveLength(1);
});

it('reads nothing from before the given time', async () => {
  const ec2 = await emulateAws({ endpoints: [logging] });
  ec2.connect({ endpointId: endpoint.id, username: 'bob@example.com' });

  expect((await page({ since: new Date(Date.now() + 60_000) })).entries).toEqual([]);
});

it('uses the role of the endpoint if it has one', async () => {
  const ec2 = await emulateAws({ endpoints: [{ ...logging, accountId: '222233334444' }] });
  const roleArn = 'arn:aws:iam::222233334444:role/bouncer';

  expect((await page({ since: start }, { ...endpoint, roleArn })).entries).toEqual([]);
  expect(ec2.calls().map(({ action }) => action)).toEqual(['AssumeRole', 'FilterLogEvents']);
});

it('uses the address of CloudWatch Logs from the environment', async () => {
  const ec2 = await emulateAws({ endpoints: [logging] });
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', ec2.url);

  expect((await page()).entries).toEqual([]);
});

it.each([
  ['aws_denied', { denied: ['FilterLogEvents'] }],
  ['aws_throttled', { throttling: 1 }],
  ['aws_unreachable', { regionsDown: ['eu-west-1'] }],
  ['aws_unintelligible', { proxyPages: 1 }],
] as const)('fails with %s when CloudWatch Logs answers so: %o', async (code, weather) => {
  const ec2 = await emulateAws({ endpoints: [logging] });
  ec2.setFaults(weather);

  await expect(page()).rejects.toMatchObject({ code });
});

it('fails with aws_rejected when the group was deleted', async () => {
  await emulateAws({ endpoints: [{ ...logging, connectionLog: { group, isMissing: true } }] });

  await expect(page()).rejects.toMatchObject({ code: 'aws_rejected' });
});
