import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { loadSlackTokens } from '../../src/aws/secrets-manager-slack-tokens.ts';
import { emulateAws } from './emulated-aws.ts';
import { standInForAws } from './loopback-server.ts';

const clock = { now: () => new Date(0), sleep: async () => {} };

describe('loadSlackTokens', () => {
  it('reads the tokens from the secret', async () => {
    const tokens = { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: 's1' };
    await emulateAws({ secrets: { slack: JSON.stringify(tokens) } });

    expect(await loadSlackTokens('slack', { clock })).toEqual(tokens);
  });

  it('takes a token that the secret leaves out for not set, and ignores what else is in it', async () => {
    await emulateAws({ secrets: { slack: '{"botToken": "xoxb-1", "note": 7}' } });

    expect(await loadSlackTokens('slack', { clock })).toEqual({ botToken: 'xoxb-1' });
  });

  it('asks the Region that the ARN names', async () => {
    const ec2 = await emulateAws({ secrets: { slack: '{}' } });

    await loadSlackTokens('arn:aws:secretsmanager:ap-south-1:111122223333:secret:slack-a1B2c3', { clock });

    expect(ec2.calls()).toMatchObject([{ service: 'secretsmanager', region: 'ap-south-1' }]);
  });

  it.each([
    'xoxb-1-secret',
    '["xoxb-1-secret"]',
    '{"botToken": ["xoxb-1-secret"]}',
    '{"botToken": "xoxb-1-secret"',
  ])('fails on a secret that is no such JSON, without a word of it: %s', async (secret) => {
    await emulateAws({ secrets: { slack: secret } });

    const failure = await loadSlackTokens('slack', { clock }).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({ code: 'aws_unintelligible' });
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('xoxb');
  });

  it('fails without a word of the secret when the answer around it cannot be read', async () => {
    await standInForAws((response) => response.end('xoxb-1-secret'));

    const failure = await loadSlackTokens('slack', { clock }).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({ code: 'aws_unintelligible' });
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('xoxb');
  });

  it('fails when there is no such secret, or AWS denies it', async () => {
    const ec2 = await emulateAws();

    await expect(loadSlackTokens('slack', { clock })).rejects.toMatchObject({ code: 'aws_rejected' });

    ec2.setWeather({ denied: ['GetSecretValue'] });
    await expect(loadSlackTokens('slack', { clock })).rejects.toMatchObject({ code: 'aws_denied' });
  });

  it('says what to set when there is no Region to ask', async () => {
    await emulateAws({ secrets: { slack: '{}' } });
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');

    const reading = loadSlackTokens('slack', { clock });

    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('AWS_REGION') });
  });

  it('tells the observer of the call', async () => {
    await emulateAws({ secrets: { slack: '{}' } });
    const calls: AwsCall[] = [];

    await loadSlackTokens('slack', { clock, onCall: (call) => calls.push(call) });

    const call = { service: 'secretsmanager', action: 'GetSecretValue', region: 'eu-west-1' };
    expect(calls).toEqual([{ ...call, durationMs: 0, outcome: 'ok' }]);
  });
});
