import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { botScopes } from '../../src/slack/identify-bot.ts';
import { createTable, startDynamo } from '../doubles/dynamo-server.ts';
import { manifestFile } from '../emulators/slack/manifest-file.ts';
import { acmeConfig, endpoints, writeConfig } from './support/bot-config.ts';
import { type Ending, runBot } from './support/bot-process.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { startRequestQueue } from './support/lambda/request-queue.ts';
import {
  openTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from './support/test-workspace.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

const connectHandlerArn = 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-bouncer';
const guarded = endpoints.map((endpoint) => ({ ...endpoint, connectHandlerArn }));
const healthy: TestWorkspaceOptions = {
  config: {
    channels: [
      { id: 'C0HELPDESK', name: 'helpdesk', allow: ['see', 'kick'] },
      { id: 'C0SECOPS', name: 'secops', allow: ['see', 'kick', 'kick-many', 'audit'] },
      { id: 'C0LEADS', name: 'leads', allow: ['see'] },
    ],
    people: { match: 'email', map: { U0BOB: ['bob-laptop'] } },
  },
  ec2: { endpoints: guarded },
};

const findingsSchema = z.array(
  z.strictObject({
    check: z.string(),
    subject: z.string(),
    verdict: z.enum(['ok', 'warning', 'wrong']),
    says: z.string().min(1),
    fix: z.string().min(1).optional(),
  }),
);

describe('doctor finds problems before users do', () => {
  it('a healthy workspace: every line is ok, exit code 0, nothing posted or recorded', async () => {
    const workspace = await useTestWorkspace(healthy);
    const before = await auditMessages(workspace);

    const { exitCode, stdout, stderr } = await workspace.run('doctor');

    const lines = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines.length).toBeGreaterThan(15);
    expect(stderr).toContain('0 wrong');
    expect(await auditMessages(workspace)).toEqual(before);
    expect(await workspace.entries()).toEqual([]);
  });

  it('on AWS: checks the store’s table, the table of blocks and the queue', async () => {
    const dynamo = await startDynamo();
    onTestFinished(() => dynamo.stop());
    await Promise.all(['bouncer', 'bouncer-blocks'].map((table) => createTable(dynamo.url, table)));
    const queue = await startRequestQueue();
    onTestFinished(() => queue.stop());
    const blocking = [{ id: 'C0SECOPS', name: 'secops', allow: ['see', 'kick', 'block', 'audit'] }];
    const workspace = await useTestWorkspace({
      ...healthy,
      config: { channels: blocking, store: { dynamodb: 'bouncer' }, blocks: { dynamodb: 'bouncer-blocks' } },
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
        AWS_ENDPOINT_URL_SQS: queue.endpoint,
        REQUEST_QUEUE_URL: queue.url,
      },
    });

    const sound = await workspace.run('doctor', '--json');
    await Promise.all([dynamo.stop(), queue.stop()]);
    const ill = await workspace.run('doctor', '--json');

    expect(findingsIn(sound).filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(findingsIn(sound).map(({ check }) => check)).toContain('queue');
    expect(
      findingsIn(ill)
        .filter(({ verdict }) => verdict === 'wrong')
        .map(({ check, subject }) => `${check} ${subject}`),
    ).toEqual(['names claimed names', 'store table bouncer', 'block-list blocks', `queue ${queue.url}`]);
  });

  it('before the first start: reports that there is no store yet, and does not create it', async () => {
    const workspace = await useTestWorkspace(healthy);
    await workspace.bot().stop();
    await rm(join(workspace.folder, 'bouncer.db'));

    const endings = [await workspace.run('doctor', '--json'), await workspace.run('doctor', '--json')];

    for (const ending of endings) {
      expect(ending.exitCode).toBe(0);
      expect(findingsIn(ending).find(({ check }) => check === 'store')?.says).toContain('doesn’t exist yet');
    }
  });

  it('reports all problems at once, each with its fix: exit code 1', async () => {
    const manifest = await manifestFile({
      scopes: Object.keys(botScopes).filter((scope) => scope !== 'usergroups:read'),
    });
    const workspace = await useTestWorkspace({
      ...healthy,
      slack: { manifest: manifest.path, now: () => Date.now() + 90_000 },
      ec2: {
        endpoints: endpoints.map((endpoint) => ({
          ...endpoint,
          isAssociated: endpoint.name !== 'prod-us',
          ...(endpoint.name !== 'lab' && { connectHandlerArn }),
        })),
        now: () => Date.now() - 90_000,
      },
    });

    const ending = await examinedIll(workspace);
    await manifest.remove();

    const ill = findingsIn(ending).filter(({ verdict }) => verdict !== 'ok');
    expect(ending.exitCode).toBe(1);
    expect(ill.map(({ verdict, check, subject }) => `${verdict} ${check} ${subject.split(' (')[0]}`)).toEqual(
      [
        'wrong scopes Slack',
        'wrong app-token Slack',
        'wrong clock Slack',
        'wrong clock AWS eu-central-1',
        'wrong clock AWS eu-west-1',
        'wrong clock AWS us-east-1',
        'wrong channel #helpdesk',
        'wrong channel #leads',
        'wrong channel #partners',
        'wrong channel #general',
        'wrong audit-channel #general',
        'warning audit-channel #general',
        'wrong people people.map.U0NOBODY',
        'warning people people.map.U0DORA',
        'wrong names claimed names',
        'warning endpoint prod-us',
        'wrong endpoint lost',
        'warning connect-handler lab',
        'wrong aws-end prod-eu',
        'wrong aws-end prod-us',
        'wrong aws-end lab',
        'wrong aws-end lost',
        `wrong store ${join(workspace.folder, 'ill', 'nowhere', 'bouncer.db')}`,
        'warning block-list blocks',
      ],
    );
    expect(ill.filter(({ fix }) => fix === undefined)).toEqual([]);
    expect(ending.stdout + ending.stderr).not.toMatch(/xoxb-\w|xapp-\w|secret-of-the-test|AKIA/);
  });

  it('with a role from before Bouncer read policies and metrics: gives a hint, exit code 0, and /vpn endpoints works', async () => {
    const authorizationPolicy = { document: 'permit(principal, action, resource);' };
    const workspace = await useTestWorkspace({
      ...healthy,
      ec2: { endpoints: guarded.map((endpoint) => ({ ...endpoint, authorizationPolicy })) },
    });
    workspace.connect('prod-eu', 'bob@example.com');
    const lena = workspace.as('lena').in('leads');

    workspace.ec2.setFaults({ denied: ['GetClientVpnEndpointAuthorizationPolicy', 'GetMetricData'] });
    const denied = textOf(await lena.asks('/vpn endpoints'));
    const ending = await workspace.run('doctor', '--json');
    workspace.ec2.setFaults({});
    await eventually('the policy, once the denial is no longer kept', async () => {
      const known = textOf(await lena.asks('/vpn endpoints'));
      const says =
        'AWS denies and terminates connections according to an authorization policy, last evaluated';
      return known.includes(says) || undefined;
    });

    expect(denied).toContain('people sign in with');
    expect(denied).not.toMatch(/policy|unknown|not allow/i);
    expect(ending.exitCode).toBe(0);
    const ill = findingsIn(ending).filter(({ verdict }) => verdict !== 'ok');
    const hint = (check: string, action: string) =>
      endpoints.map(() => ({ check, verdict: 'warning', fix: expect.stringContaining(action) }));
    expect(ill).toMatchObject([
      ...hint('authorization-policy', 'ec2:GetClientVpnEndpointAuthorizationPolicy'),
      ...hint('expiry', 'cloudwatch:GetMetricData'),
    ]);
  });

  it('with --probe: calls AWS and Slack without changing anything, and lists what is left to prove', async () => {
    const workspace = await useTestWorkspace(healthy);
    workspace.connect('prod-eu', 'bob@example.com', 7);
    const before = workspace.ec2.fleet().connections.map(({ status }) => status);

    const { exitCode, stdout, stderr } = await workspace.run('doctor', '--probe');

    const probes = stdout.split('\n').filter((line) => /^\w+ +probe /.test(line));
    expect(exitCode).toBe(0);
    expect(probes).toHaveLength(7);
    expect(probes[0]).toContain('the first two pages of connections have no connection in common');
    expect(probes[1]).toContain('connection times are UTC');
    expect(probes.at(-1)).toContain('accepts the blocks');
    expect(stderr).toContain('Only a real account can prove:\n');
    expect(workspace.ec2.fleet().connections.map(({ status }) => status)).toEqual(before);
    expect(workspace.terminations().filter(({ parameters }) => parameters.DryRun !== 'true')).toEqual([]);
  });

  it('in Slack: answers only a channel with the grant audit', async () => {
    const workspace = await useTestWorkspace({ ...healthy, transport: 'http' });
    workspace.ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });

    const told = await workspace.as('omar').in('secops').asks('/vpn doctor');
    const refused = await workspace.as('helga').in('helpdesk').asks('/vpn doctor');

    expect(textOf(told)).toContain('3 problems');
    expect(textOf(told)).toContain('ec2:TerminateClientVpnConnections');
    expect(textOf(told)).toContain('checks passed');
    expect(textOf(told)).not.toContain('Signing secret');
    expect(textOf(refused)).toContain('You can’t read the audit log or check');
  });
});

describe('doctor continues past a check that fails', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = await openTestWorkspace(healthy);
  });
  afterAll(() => workspace?.close());

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['a bot token that was revoked', { SLACK_BOT_TOKEN: 'xoxb-revoked' }, 'bot-token'],
    ['no way to Slack', { SLACK_API_URL: 'http://127.0.0.1:9/api/' }, 'bot-token'],
    ['no way to AWS', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 'endpoint'],
    [
      'a secret that is not there',
      { SLACK_SECRET_ID: 'nowhere', SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' },
      'bot-token',
    ],
  ])('%s: reports it, and completes the other checks', async (_, variables, check) => {
    const ending = await runBot({ ...workspace.environment, ...variables }, 'doctor', '--json');

    const findings = findingsIn(ending);
    expect(ending.exitCode).toBe(1);
    expect(findings.find((finding) => finding.check === check)?.verdict).toBe('wrong');
    expect(findings.find((finding) => finding.check === 'store')?.verdict).toBe('ok');
    expect(findings.some((finding) => finding.check === 'audit-channel')).toBe(true);
    expect(ending.stdout + ending.stderr).not.toMatch(/xoxb-\w|xapp-\w/);
  });

  it('an invalid configuration: exit code 78, every problem on stderr, and as JSON on stdout', async () => {
    const environment = { ...workspace.environment, PORT: 'eighty' };

    const lines = await runBot(environment, 'doctor');
    const json = await runBot(environment, 'doctor', '--json');

    expect([lines.exitCode, json.exitCode]).toEqual([78, 78]);
    for (const { stderr } of [lines, json]) expect(stderr).toContain('PORT');
    expect(lines.stdout).toBe('');
    expect(findingsIn(json)).toMatchObject([{ check: 'config', subject: 'PORT', verdict: 'wrong' }]);
  });
});

/** Runs doctor over a configuration in which nothing is as it should be. */
async function examinedIll(workspace: TestWorkspace): Promise<Ending> {
  const { control } = workspace.slack;
  control.changeChannel({ id: 'C0HELPDESK', isArchived: true });
  control.changeChannel({ id: 'C0LEADS', hasBot: false });
  const fault = { kind: 'error', error: 'restricted_action' } as const;
  control.orderFault({ method: 'chat.scheduleMessage', times: 1, fault });
  workspace.ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });

  const folder = join(workspace.folder, 'ill');
  await mkdir(folder);
  const [euWest, usEast, euCentral] = acmeConfig.endpoints;
  const general = { id: 'C0GENERAL', name: 'general', allow: ['kick'] };
  const config = await writeConfig(folder, {
    ...acmeConfig,
    endpoints: [
      euWest,
      usEast,
      euCentral,
      { ...euCentral, id: 'cvpn-endpoint-0000000000000fff0', name: 'lost' },
    ],
    channels: [
      ...acmeConfig.channels.filter((channel) => !('id' in channel) || channel.id !== 'C0PRIVATE'),
      general,
    ],
    people: { match: 'email', map: { U0NOBODY: ['nobody'], U0DORA: ['dora'] } },
    audit: { channel: 'C0GENERAL' },
    store: { sqlite: './nowhere/bouncer.db' },
  });
  const environment = { ...workspace.environment, BOUNCER_CONFIG: config, SLACK_APP_TOKEN: 'xapp-wrong' };
  return runBot(environment, 'doctor', '--json');
}

function findingsIn({ stdout }: Ending): z.infer<typeof findingsSchema> {
  return findingsSchema.parse(JSON.parse(stdout));
}

async function auditMessages(workspace: TestWorkspace): Promise<readonly string[]> {
  const messages = await workspace.as('omar').in('audit').messages();
  return messages.map(textOf);
}
