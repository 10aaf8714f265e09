import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { awsVariables } from '../../../emulators/demo/bot-process.ts';
import { demoEndpoints } from '../../../emulators/demo/demo-endpoints.ts';
import { type Ec2, startEc2 } from '../../../emulators/ec2/start-ec2.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { botEntryPoint } from '../../bundles/bundles.ts';

describe('init', () => {
  let ec2: Ec2;
  let slack: Slack;

  beforeAll(async () => {
    ec2 = await startEc2({ endpoints: demoEndpoints });
    slack = await startSlack();
  });
  afterAll(() => Promise.all([ec2.stop(), slack.stop()]));

  /** The channels of the emulated workspace that Bouncer is in. */
  const invited = 6;
  const tokens = () => ({ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken });
  const runInit = async ({ args = [], answers = '', environment = {} }: Asked = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'bouncer-init-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'bouncer.yml');
    const child = spawn(process.execPath, [botEntryPoint(), 'init', ...args], {
      env: {
        BOUNCER_CONFIG: path,
        SLACK_API_URL: slack.apiUrl,
        ...tokens(),
        ...awsVariables(ec2),
        ...environment,
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdin.on('error', () => {}).end(answers);
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { path, stdout, stderr, exitCode };
  };

  it('asks for what AWS and Slack list, and writes a commented configuration that Bouncer accepts', async () => {
    const regions = [...new Set(demoEndpoints.map(({ region }) => region))].join(' ');
    const answers = [regions, 'all', ...Array(invited).fill('see'), '#vpn-audit'].join('\n');

    const { path, stdout, stderr, exitCode } = await runInit({ answers });

    expect(stderr).toContain(`Wrote ${path}`);
    expect(exitCode).toBe(0);
    const { rules, auditChannel } = loadConfig({ BOUNCER_CONFIG: path, ...tokens() });
    expect(rules.endpoints.map(({ id }) => id).sort()).toEqual(demoEndpoints.map(({ id }) => id).sort());
    expect(rules.channels.get('C0HELPDESK' as never)?.allow).toEqual(['see']);
    expect(auditChannel).toBe('C0AUDIT');
    const written = readFileSync(path, 'utf8');
    expect(written).toContain('# What may be done where:');
    for (const example of ['U0BOB: [bob, bob-laptop.example.com]', '[S0RESPONDERS]'])
      expect(written.split('\n').find((line) => line.includes(example))).toMatch(/#.*/);
    expect(rules.people.map.size).toBe(0);
    expect(rules.breakGlass).toEqual({ people: [], groups: [] });
    const policy = JSON.parse(stdout);
    expect(policy.Statement[0].Resource).toHaveLength(demoEndpoints.length);
  });

  it('asks again after an answer that fits nothing, and says why', async () => {
    const regions = ['eu-wst-1', 'eu-west-1'];
    const endpoints = ['9', 'all'];
    const channels = ['se', 'see', ...Array(invited - 1).fill('')];
    const answers = [...regions, ...endpoints, ...channels, '', '#vpn-audt', '#vpn-audit'].join('\n');

    const { path, stderr, exitCode } = await runInit({ answers });

    expect(exitCode).toBe(0);
    expect(stderr).toContain('Did you mean eu-west-1?');
    expect(stderr).toContain('There is no endpoint 9.');
    expect(stderr).toContain('“se” is nothing that can be granted.');
    expect(stderr).toContain('An answer is needed.');
    expect(stderr).toContain('Bouncer isn’t in #vpn-audt.');
    const { rules } = loadConfig({ BOUNCER_CONFIG: path, ...tokens() });
    expect([...rules.channels.values()]).toMatchObject([{ id: 'C0GENERAL', allow: ['see'] }]);
  });

  it('takes options instead of answers, and grants nothing that they do not name', async () => {
    const [endpoint] = demoEndpoints;
    const args = [
      ...['--region', endpoint?.region ?? '', '--endpoint', endpoint?.id ?? ''],
      ...['--channel', 'C0HELPDESK=see,kick', '--audit', 'C0AUDIT', '--dynamodb', 'bouncer'],
    ];

    const { path, stdout, exitCode } = await runInit({ args });

    expect(exitCode).toBe(0);
    const { rules, store } = loadConfig({ BOUNCER_CONFIG: path, ...tokens() });
    expect(rules.endpoints).toMatchObject([{ id: endpoint?.id, name: endpoint?.name }]);
    expect([...rules.channels.values()]).toMatchObject([{ id: 'C0HELPDESK', allow: ['see', 'kick'] }]);
    expect(store).toEqual({ kind: 'dynamodb', table: 'bouncer' });
    expect(stdout).toContain(':table/bouncer');
  });

  it('overwrites nothing, and says what to do instead', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bouncer-init-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'bouncer.yml');
    writeFileSync(path, 'mine');

    const { exitCode, stderr } = await runInit({ environment: { BOUNCER_CONFIG: path } });

    expect([exitCode, readFileSync(path, 'utf8')]).toEqual([1, 'mine']);
    expect(stderr).toContain('BOUNCER_CONFIG=');
  });

  it('says which statement is missing where AWS refuses to list endpoints', async () => {
    ec2.setFaults({ denied: ['DescribeClientVpnEndpoints'] });
    onTestFinished(() => ec2.setFaults({}));

    const { exitCode, stderr } = await runInit({ args: ['--region', 'eu-west-1'] });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('"Action":"ec2:DescribeClientVpnEndpoints"');
  });

  it.each([
    ['a token that Slack refuses', { environment: { SLACK_BOT_TOKEN: 'xoxb-other' } }, 'OAuth & Permissions'],
    ['no answer', { args: ['--region', 'eu-west-1'] }, 'give --endpoint'],
    ['a Region that is mistyped', { args: ['--region', 'eu-wst-1'] }, 'Did you mean eu-west-1?'],
    [
      'a channel that Bouncer is not in',
      { args: ['--region', 'eu-west-1', '--endpoint', 'all', '--channel', 'C0PRIVATE=see'] },
      'It was invited to',
    ],
  ])('writes nothing for %s, and says how to go on', async (_what, asked, sentence) => {
    const { path, exitCode, stdout, stderr } = await runInit(asked);

    expect([exitCode, stdout, existsSync(path)]).toEqual([1, '', false]);
    expect(stderr).toContain(sentence);
  });
});

interface Asked {
  readonly args?: readonly string[];
  readonly answers?: string;
  readonly environment?: Readonly<Record<string, string>>;
}
