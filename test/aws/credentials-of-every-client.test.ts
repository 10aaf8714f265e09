import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { loadSlackSecret } from '../../src/aws/secrets-manager-slack-secret.ts';
import { sqsQueueCheckup } from '../../src/aws/sqs-queue-checkup.ts';
import { failureFrom } from '../../src/domain/failure.ts';
import { failed } from '../../src/features/doctor/attempt.ts';
import { about } from '../../src/features/doctor/finding.ts';
import { openDynamoTable } from '../../src/store/dynamo/table.ts';
import { endpoint, pointAwsAt } from './emulated-aws.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };
/** Nobody listens there, and without credentials nobody is called. */
const nowhere = 'http://127.0.0.1:9';

const clients: Readonly<Record<string, () => Promise<unknown>>> = {
  EC2: () => new Ec2Clients({ clock, random: () => 0 }).credentialsFor(endpoint),
  'Secrets Manager': () => loadSlackSecret('slack', { clock }),
  SQS: () => sqsQueueCheckup(`${nowhere}/000000000000/requests.fifo`).state(),
  DynamoDB: () => openDynamoTable('bouncer'),
};

/** Each way to be without credentials: what the environment says, and what the operator reads. */
const ways = {
  'a profile that is in no file': (home: string) => ({
    environment: { AWS_PROFILE: 'nope' },
    says: [`${home}/.aws/config: there is no profile nope (AWS_PROFILE)`],
  }),
  'an endpoint for credentials where nothing listens': () => ({
    environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${nowhere}/creds` },
    says: ['127.0.0.1:9: the connection was refused (AWS_CONTAINER_CREDENTIALS_FULL_URI)'],
  }),
  'a sign-in that has expired': (home: string) => {
    const path = signIn(home, '2020-01-01T00:00:00Z');
    return {
      environment: { AWS_PROFILE: 'corp' },
      says: [`${path}: the sign-in has expired (AWS_PROFILE)`],
    };
  },
  'a token file that is a folder': (home: string) => ({
    environment: {
      AWS_WEB_IDENTITY_TOKEN_FILE: home,
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/bouncer',
    },
    says: ['can’t be read', `${home}: it’s a folder (AWS_WEB_IDENTITY_TOKEN_FILE)`],
  }),
};

describe.each(Object.entries(ways))('%s', (_way, prepare) => {
  it.each(Object.entries(clients))('is recognized by %s', async (_client, call) => {
    const home = aHome();
    const { environment, says } = prepare(home);
    pointAwsAt(nowhere);
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: '', HOME: home };
    for (const [name, value] of Object.entries({ ...none, ...environment })) vi.stubEnv(name, value);

    const failure = failureFrom(await call().catch((thrown: unknown) => thrown));

    const finding = failed(about('store', 'this'), failure);
    for (const words of says) expect(finding.says).toContain(words);
    // The log has the message alone.
    expect(failure.message).toContain(says.at(-1));
  });
});

function aHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'bouncer-home-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

/** A profile with IAM Identity Center, and the file of its sign-in, as the AWS CLI writes them. */
function signIn(home: string, expiresAt: string): string {
  const cache = join(home, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  writeFileSync(
    join(home, '.aws', 'config'),
    [
      '[profile corp]',
      'sso_session = corp-session',
      'sso_account_id = 111122223333',
      'sso_role_name = Bouncer',
      '[sso-session corp-session]',
      'sso_region = eu-west-1',
      'sso_start_url = https://corp.awsapps.com/start',
    ].join('\n'),
  );
  const path = join(cache, `${createHash('sha1').update('corp-session').digest('hex')}.json`);
  writeFileSync(path, JSON.stringify({ accessToken: 'x', expiresAt }));
  return path;
}
