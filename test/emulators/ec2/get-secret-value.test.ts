import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { credentials, ec2ForTest } from './ec2-for-test.ts';

const tokens = '{"botToken":"xoxb-1"}';

it('gives a secret by its name and by its ARN', async () => {
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens } });

  const byName = await secret(ec2, 'bouncer/slack');
  const byArn = await secret(ec2, `${byName.ARN}`);

  expect(byName).toMatchObject({
    Name: 'bouncer/slack',
    ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:bouncer/slack-a1B2c3',
    SecretString: tokens,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: expect.any(Date),
  });
  expect(byArn.SecretString).toBe(tokens);
});

it.each(['missing', 'toString'])('knows no secret called %s', async (name) => {
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens } });

  await expect(secret(ec2, name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('keeps the value before as the previous version, and none before that', async () => {
  const day = 86_400_000;
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens }, now: () => 2 * day });
  ec2.putSecret('bouncer/slack', 'second');
  ec2.putSecret('bouncer/slack', 'third');

  const current = await secret(ec2, 'bouncer/slack');
  const previous = await secret(ec2, 'bouncer/slack', 'AWSPREVIOUS');

  expect(current).toMatchObject({ SecretString: 'third', CreatedDate: new Date(2 * day) });
  expect(previous).toMatchObject({ SecretString: 'second', VersionStages: ['AWSPREVIOUS'] });
  expect(current.VersionId).not.toBe(previous.VersionId);
});

it('has no previous version of a secret that was never changed', async () => {
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens } });

  await expect(secret(ec2, 'bouncer/slack', 'AWSPREVIOUS')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('logs the call without the secret', async () => {
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens } });

  await secret(ec2, 'bouncer/slack');

  expect(ec2.calls()).toMatchObject([
    { service: 'secretsmanager', action: 'GetSecretValue', parameters: { SecretId: 'bouncer/slack' } },
  ]);
  expect(JSON.stringify(ec2.calls())).not.toContain('xoxb');
});

it('injected denials and throttling have the form of Secrets Manager', async () => {
  const ec2 = await ec2ForTest({ secrets: { 'bouncer/slack': tokens } });

  ec2.setFaults({ denied: ['GetSecretValue'] });
  await expect(secret(ec2, 'bouncer/slack')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  ec2.setFaults({ throttling: 1 });
  await expect(secret(ec2, 'bouncer/slack')).rejects.toMatchObject({ name: 'ThrottlingException' });
});

async function secret(ec2: Ec2, SecretId: string, VersionStage?: string) {
  const client = new SecretsManagerClient({
    endpoint: ec2.url,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  return client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
}
