import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { Ec2Options } from '../../emulators/ec2/start-ec2.ts';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { loadSlackSecret } from '../../src/aws/secrets-manager-slack-secret.ts';
import { emulateAws } from './emulated-aws.ts';
import { standInForAws } from './loopback-server.ts';

const now = Date.UTC(2026, 10, 2, 12);
const clock = { now: () => new Date(now), elapsedMs: () => now };

function emulate(options: Ec2Options = {}) {
  return emulateAws({ now: () => now, ...options });
}

describe('loadSlackSecret', () => {
  it('reads the tokens from the secret', async () => {
    const tokens = { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: 's1' };
    await emulate({ secrets: { slack: JSON.stringify(tokens) } });

    expect(await loadSlackSecret('slack', { clock })).toEqual({ tokens, before: undefined });
  });

  it('treats a missing token as not set, and ignores other fields', async () => {
    await emulate({ secrets: { slack: '{"botToken": "xoxb-1", "note": 7}' } });

    expect((await loadSlackSecret('slack', { clock })).tokens).toEqual({ botToken: 'xoxb-1' });
  });

  it('returns the replaced signing secret until an hour after the change', async () => {
    const ec2 = await emulate({ secrets: { slack: '{"signingSecret": "old"}' } });
    ec2.putSecret('slack', '{"signingSecret": "new"}');
    const untilMs = now + 3_600_000;
    const at = (ms: number) => ({ clock: { now: () => new Date(ms), elapsedMs: () => ms } });

    expect(await loadSlackSecret('slack', at(untilMs - 1))).toEqual({
      tokens: { signingSecret: 'new' },
      before: { signingSecret: 'old', untilMs },
    });
    expect((await loadSlackSecret('slack', at(untilMs))).before).toBeUndefined();
  });

  it('returns no previous signing secret if there was none', async () => {
    const ec2 = await emulate({ secrets: { before: '{"botToken": "xoxb-1"}' } });
    ec2.putSecret('made', '{}');
    ec2.putSecret('before', '{"signingSecret": "new"}');

    expect((await loadSlackSecret('made', { clock })).before).toBeUndefined();
    expect((await loadSlackSecret('before', { clock })).before).toBeUndefined();
  });

  it('reads from the Region that the ARN names', async () => {
    const ec2 = await emulate({ secrets: { slack: '{}' } });

    await loadSlackSecret('arn:aws:secretsmanager:ap-south-1:111122223333:secret:slack-a1B2c3', { clock });

    expect(ec2.calls()).toMatchObject([{ service: 'secretsmanager', region: 'ap-south-1' }]);
  });

  it.each([
    'xoxb-1-secret',
    '["xoxb-1-secret"]',
    '{"botToken": ["xoxb-1-secret"]}',
    '{"botToken": "xoxb-1-secret"',
  ])('fails for a secret of another form without quoting it: %s', async (secret) => {
    await emulate({ secrets: { slack: secret } });

    const failure = await loadSlackSecret('slack', { clock }).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({ code: 'aws_unintelligible' });
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('xoxb');
  });

  it('fails without quoting the secret when the answer cannot be parsed', async () => {
    await standInForAws((response) => response.end('xoxb-1-secret'));

    const failure = await loadSlackSecret('slack', { clock }).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({ code: 'aws_unintelligible' });
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('xoxb');
  });

  it('fails when there is no such secret, or AWS denies it', async () => {
    const ec2 = await emulate();

    await expect(loadSlackSecret('slack', { clock })).rejects.toMatchObject({ code: 'aws_rejected' });

    ec2.setFaults({ denied: ['GetSecretValue'] });
    await expect(loadSlackSecret('slack', { clock })).rejects.toMatchObject({ code: 'aws_denied' });
  });

  it('names the setting when there is no Region', async () => {
    await emulate({ secrets: { slack: '{}' } });
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');

    const reading = loadSlackSecret('slack', { clock });

    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('AWS_REGION') });
  });

  it('reports the call to the observer', async () => {
    await emulate({ secrets: { slack: '{}' } });
    const calls: AwsCall[] = [];

    await loadSlackSecret('slack', { clock, onCall: (call) => calls.push(call) });

    const call = { service: 'secretsmanager', action: 'GetSecretValue', region: 'eu-west-1', outcome: 'ok' };
    expect(calls).toEqual([
      { ...call, host: expect.stringContaining('127.0.0.1:'), durationMs: 0, answeredAt: new Date(now) },
    ]);
  });
});
