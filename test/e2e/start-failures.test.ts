import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ec2, startEc2 } from '../../emulators/ec2/start-ec2.ts';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import { startDynamo } from '../doubles/dynamo-server.ts';
import { acmeConfig, writeConfig } from './support/bot-config.ts';
import { type Ending, runBot } from './support/bot-process.ts';
import { environmentFor } from './support/test-workspace.ts';

describe('a bot that cannot start says why in a sentence, and exits', () => {
  let slack: Slack;
  let ec2: Ec2;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bouncer-e2e-'));
    slack = await startSlack();
    ec2 = await startEc2({ secrets: { broken: 'no JSON', partial: '{"botToken":"xoxb-from-the-secret"}' } });
  });
  afterAll(async () => {
    await Promise.all([slack?.stop(), ec2?.stop()]);
    await rm(folder, { recursive: true });
  });

  it('an invalid configuration: exit code 78, and every problem with its path', async () => {
    const endpoints = [{ id: 'vpn-1', name: 'prod eu', region: 'Ireland' }];
    const channels = [{ id: 'helpdesk', allow: ['kik'], endpoints: ['lab'] }];

    const { exitCode, stderr } = await start({ PORT: 'eighty' }, { endpoints, channels });

    expect(exitCode).toBe(78);
    for (const place of [
      'endpoints[0].id',
      'endpoints[0].name',
      'endpoints[0].region',
      'channels[0].id',
      'PORT',
    ]) {
      expect(stderr).toContain(place);
    }
    expect(stderr).toContain('channels[0].allow[0]');
  });

  it('a host that is not an address of this machine: exit code 78', async () => {
    // Kept for documentation, and nobody's: https://www.rfc-editor.org/rfc/rfc5737
    const { exitCode, stderr } = await start({ HOST: '192.0.2.1' });

    expect(exitCode).toBe(78);
    expect(stderr).toContain('HOST: is not an address of this machine');
  });

  it('a missing configuration: exit code 78', async () => {
    const { exitCode, stderr } = await start({ BOUNCER_CONFIG: join(folder, 'elsewhere.yml') });

    expect(exitCode).toBe(78);
    expect(stderr).toContain('elsewhere.yml');
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['a wrong bot token', { SLACK_BOT_TOKEN: 'xoxb-wrong-wrong-wrong' }, 'bot token: Slack refused'],
    ['a wrong app token', { SLACK_APP_TOKEN: 'xapp-wrong-wrong-wrong' }, 'app token: Slack refused'],
    // Port 9 discards, and nobody listens there.
    ['no way to Slack', { SLACK_API_URL: 'http://127.0.0.1:9/api/' }, 'Slack did not answer'],
  ])('%s: exit code 1', async (_, variables, words) => {
    const ending = await start(variables);

    expect(ending.exitCode).toBe(1);
    expect(ending.stderr).toContain(words);
    expectNeitherSecretNorStack(ending);
  });

  it.each<[string, string, number, string]>([
    ['that does not exist', 'nowhere', 1, 'cannot read the secret nowhere'],
    ['that holds no JSON', 'broken', 1, 'the secret broken must be'],
    ['that lacks the other token', 'partial', 78, 'partial'],
  ])('a secret %s is named without its value', async (_, secretId, exitCode, sentence) => {
    const variables = { SLACK_SECRET_ID: secretId, SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' };
    const ending = await start(variables);

    expect(ending.exitCode).toBe(exitCode);
    expect(ending.stderr).toContain(sentence);
    expectNeitherSecretNorStack(ending);
  });

  it('a missing table is named, with what to do about it: exit code 1', async () => {
    const dynamo = await startDynamo();
    const ending = await start(
      { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url },
      { store: { dynamodb: 'no-such-table' } },
    );
    await dynamo.stop();

    expect(ending.exitCode).toBe(1);
    expect(ending.stderr).toMatch(/open the table no-such-table.*deploy infra/);
    expectNeitherSecretNorStack(ending);
  });

  async function start(variables: Readonly<Record<string, string>>, config: object = {}): Promise<Ending> {
    const BOUNCER_CONFIG = await writeConfig(folder, { ...acmeConfig, ...config });
    return runBot({ ...environmentFor(slack, ec2, 'socket'), BOUNCER_CONFIG, ...variables });
  }
});

function expectNeitherSecretNorStack({ stdout, stderr }: Ending): void {
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/xoxb-|xapp-|no JSON|\n\s+at |"stack"/);
}
