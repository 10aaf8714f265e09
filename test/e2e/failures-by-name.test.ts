import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from './support/elements.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

const role = 'arn:aws:iam::111122223333:role/bouncer';

describe('failures are reported precisely', () => {
  it('an unreadable token file is reported as credentials in Slack and once in the log, and by doctor with its path and setting', async () => {
    const tokenFile = join('/run', 'secrets', 'no-such-token');
    const workspace = await useTestWorkspace({
      environment: {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
        AWS_ROLE_ARN: role,
      },
    });
    const helga = workspace.as('helga');

    const first = textOf(await helga.in('helpdesk').asks('/vpn who'));
    const second = textOf(await helga.in('helpdesk').asks('/vpn who'));
    const { stdout, exitCode } = await workspace.run('doctor');

    for (const text of [first, second]) {
      expect(text).toContain('can’t read its AWS credentials file');
      expect(text).not.toContain('can’t be reached');
    }
    const logged = workspace
      .bot()
      .log()
      .split('\n')
      .filter((line) => line.includes('aws_credentials_unreadable') && line.includes('prod-eu'));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '{}')).toMatchObject({
      level: 'error',
      err: { message: expect.stringContaining(tokenFile) },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${tokenFile}: no such file (AWS_WEB_IDENTITY_TOKEN_FILE)`);
    expect(stdout).not.toContain('port 443');
  });

  it('an address that does not resolve is reported as such, and not as a closed port', async () => {
    const workspace = await useTestWorkspace({ environment: { AWS_ENDPOINT_URL: 'http://nowhere.invalid' } });

    const { stdout } = await workspace.run('doctor');
    const answer = textOf(await workspace.as('helga').in('helpdesk').asks('/vpn who'));

    expect(stdout).toContain('nowhere.invalid: the name can’t be resolved');
    expect(answer).toContain('AWS can’t be reached');
    expect(workspace.bot().log()).toContain('ENOTFOUND');
  });

  it('an unknown person is not reported as Slack being unreachable', async () => {
    const workspace = await useTestWorkspace();
    // Slack has just vouched for whoever asks.
    await workspace.as('helga').in('helpdesk').asks('/vpn who');
    workspace.slack.control.orderFault({
      method: 'users.info',
      times: null,
      fault: { kind: 'error', error: 'user_not_found' },
    });

    const answer = textOf(await workspace.as('helga').in('helpdesk').asks('/vpn who @bob'));

    expect(answer).toContain('Slack can’t find this person');
    expect(answer).not.toContain('can’t be reached');
  });
});
