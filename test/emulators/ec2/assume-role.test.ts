import { DescribeClientVpnEndpointsCommand } from '@aws-sdk/client-ec2';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { expect, it } from 'vitest';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { clientFor, credentials, ec2ForTest, minutes, prodEu, stoppedClock } from './ec2-for-test.ts';

const roleArn = 'arn:aws:iam::444455556666:role/vpn/bouncer';
const sessionArn = 'arn:aws:sts::444455556666:assumed-role/bouncer/helga@U0HELGA';

it('names the role session as the caller of the calls that follow', async () => {
  const ec2 = await ec2ForTest();
  const client = clientFor(ec2, { credentials: assumed(ec2) });

  await client.send(new DescribeClientVpnEndpointsCommand({}));

  expect(ec2.calls()).toMatchObject([
    {
      service: 'sts',
      action: 'AssumeRole',
      caller: credentials.accessKeyId,
      parameters: { RoleArn: roleArn, RoleSessionName: 'helga@U0HELGA' },
      error: null,
    },
    {
      service: 'ec2',
      action: 'DescribeClientVpnEndpoints',
      caller: expect.stringMatching(
        /^ASIA\w{16} arn:aws:sts::444455556666:assumed-role\/bouncer\/helga@U0HELGA$/,
      ),
    },
  ]);
});

it('opens the endpoints of the role’s account', async () => {
  const ec2 = await ec2ForTest({
    endpoints: [
      { id: prodEu, name: 'a', region: 'eu-west-1', authentication: 'directory', accountId: '444455556666' },
    ],
  });
  const client = clientFor(ec2, { credentials: assumed(ec2) });

  const { ClientVpnEndpoints } = await client.send(new DescribeClientVpnEndpointsCommand({}));

  expect(ClientVpnEndpoints).toMatchObject([{ ClientVpnEndpointId: prodEu }]);
});

it('gives credentials that expire', async () => {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({ now: clock.now });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await assumed(ec2)();
  const client = clientFor(ec2, {
    credentials: { accessKeyId, secretAccessKey, sessionToken: `${sessionToken}` },
  });

  await client.send(new DescribeClientVpnEndpointsCommand({}));
  clock.pass(60 * minutes);

  expect(expiration).toEqual(new Date('2026-11-20T13:00:00Z'));
  await expect(client.send(new DescribeClientVpnEndpointsCommand({}))).rejects.toMatchObject({
    name: 'RequestExpired',
  });
});

it('describes the caller', async () => {
  const ec2 = await ec2ForTest();
  const { accessKeyId } = await assumed(ec2)();

  expect(await callerIdentity(ec2, accessKeyId)).toContain(`<Arn>${sessionArn}</Arn>`);
  expect(await callerIdentity(ec2, 'AKIASOMEBODY')).toContain('<Account>111122223333</Account>');
});

it.each(['h', 'helga huber', 'helga/huber', 'h'.repeat(65)])(
  'refuses the session name "%s"',
  async (name) => {
    const ec2 = await ec2ForTest();

    await expect(assumed(ec2, { RoleSessionName: name })()).rejects.toMatchObject({
      name: 'ValidationError',
    });
  },
);

it.each([899, 43_201])('refuses a session of %i seconds', async (DurationSeconds) => {
  const ec2 = await ec2ForTest();

  await expect(assumed(ec2, { DurationSeconds })()).rejects.toMatchObject({ name: 'ValidationError' });
});

it('refuses more than an hour to a role that a role assumes', async () => {
  const ec2 = await ec2ForTest();
  const masterCredentials = await assumed(ec2)();

  await expect(assumed(ec2, { DurationSeconds: 7200 }, masterCredentials)()).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

it('refuses what is not the ARN of a role', async () => {
  const ec2 = await ec2ForTest();

  await expect(assumed(ec2, { RoleArn: 'arn:aws:iam::444455556666:user/bouncer' })()).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

it('an injected denial has the form of STS', async () => {
  const ec2 = await ec2ForTest();
  ec2.setFaults({ denied: ['AssumeRole'] });

  await expect(assumed(ec2)()).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

function assumed(ec2: Ec2, params = {}, masterCredentials = credentials) {
  return fromTemporaryCredentials({
    masterCredentials,
    params: { RoleArn: roleArn, RoleSessionName: 'helga@U0HELGA', ...params },
    clientConfig: { endpoint: ec2.url, region: 'eu-west-1', maxAttempts: 1 },
  });
}

async function callerIdentity(ec2: Ec2, accessKeyId: string): Promise<string> {
  const response = await fetch(ec2.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261120/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
  });
  return response.text();
}
