import { expect, it, onTestFinished, vi } from 'vitest';
import { startEc2 } from '../../emulators/ec2/start-ec2.ts';
import { ec2VpnCheckup } from '../../src/aws/ec2-vpn-checkup.ts';
import { emulateAws, endpoint, endpointOf } from './emulated-aws.ts';
import { sendProxyPage, standInForAws } from './loopback-server.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };
const measured = {
  id: endpoint.id,
  name: 'prod-eu',
  region: 'eu-west-1',
  authentication: 'federated',
  metrics: { CrlDaysToExpiry: 12.5, IdpCertDaysToExpiry: 300 },
} as const;
const read = (of = endpoint) => ec2VpnCheckup(clock, () => {}).daysToExpiry(of);

it('reads the days that CloudWatch measures of an endpoint, signed for CloudWatch in its Region', async () => {
  const ec2 = await emulateAws({ endpoints: [measured] });

  expect(await read()).toEqual({ revocationList: 12.5, identityProviderCertificate: 300 });
  expect(ec2.calls()).toMatchObject([
    { service: 'monitoring', action: 'GetMetricData', region: 'eu-west-1', error: null },
  ]);
});

it('returns nothing for what AWS does not measure, or measures for another endpoint', async () => {
  await emulateAws({ endpoints: [measured] });

  expect(await read(endpointOf('cvpn-endpoint-0fedcba9876543210'))).toEqual({
    revocationList: undefined,
    identityProviderCertificate: undefined,
  });
});

it('uses the role of the endpoint if it has one', async () => {
  const ec2 = await emulateAws({ endpoints: [{ ...measured, accountId: '222233334444' }] });
  const roleArn = 'arn:aws:iam::222233334444:role/bouncer';

  expect(await read({ ...endpoint, roleArn })).toMatchObject({ revocationList: 12.5 });
  expect(ec2.calls().map(({ action }) => action)).toEqual(['AssumeRole', 'GetMetricData']);
});

it('uses the CloudWatch address from the environment', async () => {
  await emulateAws();
  const elsewhere = await startEc2({ endpoints: [measured] });
  onTestFinished(() => elsewhere.stop());
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', elsewhere.url);

  expect(await read()).toMatchObject({ revocationList: 12.5 });
});

it.each([
  ['aws_denied', { denied: ['GetMetricData'] }],
  ['aws_throttled', { throttling: 1 }],
  ['aws_unreachable', { regionsDown: ['eu-west-1'] }],
  ['aws_unintelligible', { proxyPages: 1 }],
  ['aws_credentials', { clockAheadMs: 3_600_000 }],
] as const)('fails with %s when CloudWatch answers so: %o', async (code, weather) => {
  const ec2 = await emulateAws({ endpoints: [measured] });
  ec2.setFaults(weather);

  await expect(read()).rejects.toMatchObject({ code });
});

it('does not accept a proxy’s refusal as an answer of AWS', async () => {
  await standInForAws((response) => sendProxyPage(response, 403));

  await expect(read()).rejects.toMatchObject({ code: 'aws_unintelligible' });
});
