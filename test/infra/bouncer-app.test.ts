import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { bouncerApp } from '../../infra/bouncer-app.ts';
import { infraSettingsFrom } from '../../infra/settings.ts';

const own = { id: 'cvpn-endpoint-0aaa1', name: 'prod-eu', region: 'eu-west-1' };
const other = { id: 'cvpn-endpoint-0aaa2', name: 'prod-us', region: 'us-east-1' };
const roleArn = 'arn:aws:iam::222233334444:role/team/bouncer';
const foreign = { id: 'cvpn-endpoint-0aaa3', name: 'branch', region: 'eu-central-1', roleArn };
const config = {
  endpoints: [own, other, foreign],
  audit: { channel: 'C0AUDIT' },
  store: { dynamodb: 'bouncer' },
  blocks: { dynamodb: 'bouncer-blocks' },
};

const statementSchema = z.object({
  Sid: z.string(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
type Statement = z.infer<typeof statementSchema>;

let folder: string;
let templates: Readonly<Record<string, Template>>;
let bouncer: Template;
let branch: Template;

/** Templates as they would be deployed; a finding of cdk-nag that nobody accepted fails here. */
async function templatesOf(
  given: object,
  ownKey = false,
  at = join(folder, 'few'),
): Promise<Readonly<Record<string, Template>>> {
  await mkdir(at, { recursive: true });
  const configPath = join(at, 'bouncer.yml');
  await writeFile(configPath, stringify(given));
  // What is in the bundles is another test's.
  const [ingress = '', worker = '', connect = ''] = ['ingress', 'worker', 'connect'].map((name) =>
    join(folder, `${name}.zip`),
  );
  await Promise.all([ingress, worker, connect].map((path) => writeFile(path, path)));
  const bundles = { ingress, worker, 'connect-handler': connect };

  const app = bouncerApp({
    settings: infraSettingsFrom(configPath),
    bundles,
    ownKey,
    outdir: join(at, 'out'),
  });
  app.synth();
  const stacks = app.node.children.filter(isStack);
  return Object.fromEntries(stacks.map((stack) => [stack.node.id, Template.fromStack(stack)]));
}

function isStack(child: object): child is Stack {
  return 'templateOptions' in child;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-infra-'));
  templates = await templatesOf(config, true, join(folder, 'all'));
  bouncer = named('Bouncer');
  branch = named('BouncerRole-222233334444-team-bouncer');
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

function named(stack: string, among = templates): Template {
  const template = among[stack];
  if (template === undefined) throw new Error(`there is no stack ${stack}`);
  return template;
}

/** The statements of every policy whose logical id begins so. */
function statementsOf(template: Template, prefix: string): readonly Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => z.array(statementSchema).parse(Properties.PolicyDocument.Statement));
}

const textOf = (value: unknown) => JSON.stringify(value);
const actionsOf = (statements: readonly Statement[]) =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);

describe('what is deployed', () => {
  it('lets the ingress read one secret, write to one queue and its log, and nothing else', () => {
    const statements = statementsOf(bouncer, 'IngressRole');

    expect(actionsOf(statements).toSorted()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });

  it('lets nobody do anything to everything, but read endpoints in their Regions, for which AWS has nothing finer', () => {
    const all = Object.values(templates).flatMap((template) => statementsOf(template, ''));
    const unbounded = all.filter(
      ({ Effect, Resource }) => Effect === 'Allow' && textOf(Resource).includes('"*"'),
    );

    expect(all.length).toBeGreaterThan(10);
    expect(unbounded.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['ec2:DescribeClientVpnEndpoints'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
      },
      {
        Action: ['ec2:DescribeClientVpnEndpoints'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
      },
    ]);
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('lets the worker look at and end connections on the endpoints of the configuration in its own account alone', () => {
    const [lookAndEnd] = statementsOf(bouncer, 'WorkerRole').filter(({ Sid }) => Sid === 'LookAndEnd');

    expect(lookAndEnd?.Action).toEqual([
      'ec2:DescribeClientVpnConnections',
      'ec2:TerminateClientVpnConnections',
    ]);
    const resources = textOf(lookAndEnd?.Resource);
    expect(resources.match(/cvpn-endpoint-\w+/g)).toEqual([own.id, other.id]);
    expect(resources).toContain(':ec2:eu-west-1:');
  });

  it.each([
    ['the worker', 'WorkerRole'],
    ['the role in the other account', 'Role'],
  ] as const)('denies %s whatever would cut everyone off, whoever else may allow it', (_title, prefix) => {
    const template = prefix === 'Role' ? branch : bouncer;
    const denied = statementsOf(template, prefix).filter(({ Effect }) => Effect === 'Deny');

    expect(denied).toMatchObject([
      {
        Action: [
          'ec2:ModifyClientVpnEndpoint',
          'ec2:ImportClientVpnClientCertificateRevocationList',
          'ec2:DeleteClientVpnEndpoint',
        ],
        Resource: '*',
      },
    ]);
  });

  it('keeps tables when the stack goes, and lets them be restored; the worker may not remove them', () => {
    for (const [table, key] of [
      ['bouncer', { SSESpecification: { SSEType: 'KMS' } }],
      ['bouncer-blocks', {}],
    ] as const) {
      bouncer.hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'Retain',
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          ...key,
        },
      });
    }
    expect(actionsOf(statementsOf(bouncer, 'WorkerRole'))).not.toContain('dynamodb:DeleteTable');
  });

  it('delivers a request again within two minutes, three times in all, and then to the dead letters', () => {
    bouncer.hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      VisibilityTimeout: 90,
      RedrivePolicy: { maxReceiveCount: 3 },
    });
    bouncer.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    bouncer.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });

  it('tells the operator what the next steps need', () => {
    const outputs = Object.keys(bouncer.toJSON().Outputs ?? {});

    for (const name of ['RequestUrl', 'SlackSecret', 'RequestQueueUrl', 'AlarmTopic']) {
      expect(outputs.some((output) => output.includes(name))).toBe(true);
    }
  });

  it('puts no secret into the environment of a function', () => {
    const functions = Object.values(bouncer.findResources('AWS::Lambda::Function'));
    const names = functions.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));

    expect(new Set(names)).toEqual(new Set(['REQUEST_QUEUE_URL', 'SLACK_SECRET_ID', 'BOUNCER_CONFIG']));
  });

  it('keeps every log for three months', () => {
    const logs = Object.values(bouncer.findResources('AWS::Logs::LogGroup'));

    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual(logs.map(() => 90));
  });

  it.each([
    'dead-letters',
    'requests-wait',
    'record-unwritable',
    'slow-answers',
    'requests-lost',
    'ingress-errors',
    'worker-errors',
  ])('says %s to whoever subscribes to the topic', (name) => {
    bouncer.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `bouncer-${name}`,
      AlarmActions: [{ Ref: Object.keys(bouncer.findResources('AWS::SNS::Topic'))[0] }],
    });
  });

  it('puts a connect handler beside the endpoints of each Region, which may use the table of blocks and nothing else', () => {
    const stacks = Object.keys(templates).filter((stack) => stack.startsWith('BouncerConnect'));

    expect(stacks).toEqual(['BouncerConnect-eu-west-1', 'BouncerConnect-us-east-1']);
    for (const stack of stacks) {
      named(stack).hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: 'AWSClientVPN-bouncer',
        Environment: {
          Variables: { BLOCKS_TABLE: 'bouncer-blocks', BLOCKS_REGION: 'eu-west-1', BLOCKS_ON_ERROR: 'deny' },
        },
      });
      const [use, ...others] = statementsOf(named(stack), 'Handler').filter(
        ({ Action }) => !Action.some((action) => action.startsWith('logs:')),
      );
      expect(others).toEqual([]);
      expect(use?.Action).toEqual(['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
      expect(textOf(use?.Resource)).toMatch(/:dynamodb:eu-west-1:.*:table\/bouncer-blocks/);
    }
  });

  it('lets only the worker take the role in the other account, and only for the endpoints there', () => {
    const [role] = Object.values(branch.findResources('AWS::IAM::Role'));
    const [statement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];

    expect(role?.Properties).toMatchObject({ RoleName: 'bouncer', Path: '/team/' });
    expect(statement.Condition).toEqual({ StringEquals: { 'sts:ExternalId': [foreign.id] } });
    expect(textOf(statement.Principal)).toContain(':role/bouncer-worker');
    expect(textOf(statementsOf(branch, 'Role')).match(/cvpn-endpoint-\w+/g)).toEqual([foreign.id]);
    const [act] = statementsOf(bouncer, 'WorkerRole').filter(({ Action }) =>
      Action.includes('sts:AssumeRole'),
    );
    expect(act?.Resource).toBe(roleArn);
  });
});

it('can be read by the CLI that deploys it, without a network', { timeout: 60_000 }, async () => {
  const cli = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));
  const args = [cli, 'list', '--app', join(folder, 'all', 'out'), '--no-notices'];
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };

  const { stdout } = await promisify(execFile)(process.execPath, args, { env });

  expect(stdout.trim().split('\n').toSorted()).toEqual(Object.keys(templates).toSorted());
});

describe('what is not configured', () => {
  it('is not allowed: without endpoints of its own, the worker may do nothing to any', {
    timeout: 60_000,
  }, async () => {
    const few = await templatesOf({ ...config, endpoints: [foreign], blocks: undefined });
    const template = named('Bouncer', few);

    const actions = actionsOf(statementsOf(template, 'WorkerRole'));
    expect(actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table'))).toHaveLength(1);
    expect(Object.keys(few).filter((stack) => stack.startsWith('BouncerConnect'))).toEqual([]);
  });

  it('is not deployed: a record in a file has no place there', async () => {
    const path = join(folder, 'sqlite.yml');
    await writeFile(path, stringify({ ...config, store: { sqlite: './bouncer.db' } }));

    expect(() => infraSettingsFrom(path)).toThrow(/store: must be \{ dynamodb/);
  });
});
