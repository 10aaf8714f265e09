import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ParameterBucket } from '../../infra/parameter-bucket.ts';
import { infraSettingsFrom } from '../../infra/settings.ts';
import { named, type Statement, statementsOf, type Templates, templatesOf } from './templates.ts';

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

let folder: string;
let templates: Templates;
let bouncer: Template;
let branch: Template;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-infra-'));
  templates = await templatesOf(config, join(folder, 'all'), true);
  bouncer = named('Bouncer', templates);
  branch = named('BouncerRole-222233334444-team-bouncer', templates);
});
afterAll(() => rm(folder, { recursive: true }));

const textOf = (value: unknown) => JSON.stringify(value);
const actionsOf = (statements: readonly Statement[]) =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);

describe('what is deployed', () => {
  it('lets the ingress read one secret, write to its queues and its log, and nothing else', () => {
    const statements = statementsOf(bouncer, 'IngressRole');

    expect(actionsOf(statements).toSorted()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });

  it('allows no action on all resources, except reading endpoints and metrics in their Regions', () => {
    const all = Object.values(templates).flatMap((template) => statementsOf(template, ''));
    const unbounded = all.filter(
      ({ Effect, Resource }) => Effect === 'Allow' && textOf(Resource).includes('"*"'),
    );

    expect(all.length).toBeGreaterThan(10);
    expect(unbounded.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['ec2:DescribeClientVpnEndpoints', 'cloudwatch:GetMetricData'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } },
      },
      {
        Action: ['ec2:DescribeClientVpnEndpoints', 'cloudwatch:GetMetricData'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
      },
    ]);
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('lets nobody read logs, unless the configuration asks for the connection logs', () => {
    const all = Object.values(templates).flatMap((template) => statementsOf(template, ''));

    expect(actionsOf(all)).not.toContain('logs:FilterLogEvents');
  });

  it.each([
    ['any log group in the Regions of the endpoints', true, ['*']],
    ['the named log groups alone', ['/aws/vpn/prod', '/vpn'], ['/aws/vpn/prod', '/vpn']],
  ])('lets the worker and the role in the other account read %s', async (title, connectionLog, groups) => {
    const logging = await templatesOf({ ...config, history: { connectionLog } }, join(folder, title), true);
    const resourcesIn = (stack: string, prefix: string) =>
      statementsOf(named(stack, logging), prefix)
        .filter(({ Action }) => Action.includes('logs:FilterLogEvents'))
        .map(({ Action, Resource }) => ({ Action, arns: textOf(Resource).match(/logs:.*?:\*"/g) }));

    const worker = resourcesIn('Bouncer', 'WorkerRole');
    expect(worker.map(({ Action }) => Action)).toEqual([['logs:FilterLogEvents']]);
    expect(worker[0]?.arns).toHaveLength(2 * groups.length);
    for (const group of groups) expect(textOf(worker)).toContain(`log-group:${group}:*`);
    expect(textOf(resourcesIn('BouncerRole-222233334444-team-bouncer', 'Role'))).toContain('eu-central-1');
  });

  it('lets the worker list and terminate connections only on configured endpoints of its own account', () => {
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
  ] as const)('lets %s read the authorization policies of its own endpoints alone', (_title, prefix) => {
    const [policies] = statementsOf(prefix === 'Role' ? branch : bouncer, prefix).filter(({ Action }) =>
      Action.includes('ec2:GetClientVpnEndpointAuthorizationPolicy'),
    );

    expect(policies?.Action).toEqual(['ec2:GetClientVpnEndpointAuthorizationPolicy']);
    const ids = textOf(policies?.Resource).match(/cvpn-endpoint-\w+/g);
    expect(ids).toEqual(prefix === 'Role' ? [foreign.id] : [own.id, other.id]);
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
          'ec2:ModifyClientVpnEndpointAuthorizationPolicy',
          'ec2:DeleteClientVpnEndpointAuthorizationPolicy',
        ],
        Resource: '*',
      },
    ]);
  });

  it('retains tables when the stack is deleted, allows restores, and keeps the worker from deleting them', () => {
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

  it('keeps the logical ids, types and keys of deployed tables, since a change would replace them', () => {
    const tables = Object.entries(bouncer.findResources('AWS::DynamoDB::Table')).map(
      ([id, { Properties }]) => ({
        id,
        name: Properties.TableName,
        keys: Properties.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName),
        stream: Properties.StreamSpecification?.StreamViewType,
      }),
    );

    expect(tables).toEqual([
      { id: 'StoreTable0CCFA19B', name: 'bouncer', keys: ['pk', 'sk'], stream: undefined },
      { id: 'BlocksTableFF9F415D', name: 'bouncer-blocks', keys: ['pk', 'sk'], stream: 'NEW_AND_OLD_IMAGES' },
    ]);
    bouncer.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  });

  it('imports tables that an earlier deployment retained', () => {
    const kept = Object.values(bouncer.findResources('AWS::DynamoDB::Table'));
    const script: string = JSON.parse(readFileSync('package.json', 'utf8')).scripts['infra:deploy'];

    expect(script).toBe('cdk deploy --import-existing-resources');
    expect(kept.map(({ DeletionPolicy, Properties }) => [Properties.TableName, DeletionPolicy])).toEqual([
      ['bouncer', 'Retain'],
      ['bouncer-blocks', 'Retain'],
    ]);
  });

  it('schedules the worker without retries by Lambda', () => {
    const [[worker = ''] = []] = Object.entries(bouncer.findResources('AWS::Lambda::Function')).filter(
      ([id]) => id.startsWith('Worker'),
    );

    bouncer.hasResourceProperties('AWS::Events::Rule', {
      Targets: [{ Arn: { 'Fn::GetAtt': [worker, 'Arn'] } }],
    });
    bouncer.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: worker },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('encrypts every queue, and keeps dead letters for four days and uncounted requests for fourteen', () => {
    const queues = Object.values(bouncer.findResources('AWS::SQS::Queue'));

    expect(queues.map(({ Properties }) => Properties.SqsManagedSseEnabled)).toEqual([true, true, true]);
    expect(queues.map(({ Properties }) => Properties.MessageRetentionPeriod)).toEqual([
      4 * 24 * 3_600,
      3_600,
      14 * 24 * 3_600,
    ]);
  });

  it('redelivers a request within two minutes, three times in all, before it becomes a dead letter', () => {
    bouncer.hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      VisibilityTimeout: 90,
      RedrivePolicy: { maxReceiveCount: 3 },
    });
    bouncer.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    bouncer.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 300,
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    bouncer.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });

  it('outputs what the next steps need', () => {
    const outputs = Object.keys(bouncer.toJSON().Outputs ?? {});

    for (const name of ['RequestUrl', 'SlackSecret', 'RequestQueueUrl', 'AlarmTopic']) {
      expect(outputs.some((output) => output.includes(name))).toBe(true);
    }
  });

  it('puts no secret into a function’s environment', () => {
    const functions = Object.values(bouncer.findResources('AWS::Lambda::Function'));
    const names = functions.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));

    expect(new Set(names)).toEqual(
      new Set(['REQUEST_QUEUE_URL', 'REFUSED_QUEUE_URL', 'SLACK_SECRET_ID', 'BOUNCER_CONFIG']),
    );
  });

  it('keeps every log for three months', () => {
    const logs = Object.values(bouncer.findResources('AWS::Logs::LogGroup'));

    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual(logs.map(() => 90));
  });

  it.each([
    'dead-letters',
    'requests-wait',
    'record-unwritable',
    'record-disagrees',
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

  it('deploys a connect handler in each Region, which may use only the table of blocks', () => {
    const stacks = Object.keys(templates).filter((stack) => stack.startsWith('BouncerConnect'));

    expect(stacks).toEqual(['BouncerConnect-eu-west-1', 'BouncerConnect-us-east-1']);
    for (const stack of stacks) {
      named(stack, templates).hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: 'AWSClientVPN-bouncer',
        Environment: {
          Variables: { BLOCKS_TABLE: 'bouncer-blocks', BLOCKS_REGION: 'eu-west-1', BLOCKS_ON_ERROR: 'deny' },
        },
      });
      const uses = statementsOf(named(stack, templates), 'Handler').filter(
        ({ Action }) => !Action.some((action) => action.startsWith('logs:')),
      );
      const [table, replica] = [uses.slice(0, 3), uses.slice(3)];
      expect(actionsOf(table)).toEqual(['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
      expect(actionsOf(replica)).toEqual(
        stack === 'BouncerConnect-eu-west-1' ? [] : ['dynamodb:Query', 'dynamodb:PutItem'],
      );
      for (const { Resource } of table)
        expect(textOf(Resource)).toMatch(/:dynamodb:eu-west-1:.*:table\/bouncer-blocks/);
      for (const { Resource } of replica)
        expect(textOf(Resource)).toMatch(/:dynamodb:us-east-1:.*:table\/bouncer-blocks/);
    }
  });

  it('lets only the worker take the role in the other account, and only for the endpoints there', () => {
    const [role] = Object.values(branch.findResources('AWS::IAM::Role'));
    const [statement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];

    expect(role?.Properties).toMatchObject({ RoleName: 'bouncer', Path: '/team/' });
    expect(statement.Condition).toEqual({ StringEquals: { 'sts:ExternalId': [foreign.id] } });
    expect(textOf(statement.Principal)).toContain(':role/bouncer-worker');
    expect(new Set(textOf(statementsOf(branch, 'Role')).match(/cvpn-endpoint-\w+/g))).toEqual(
      new Set([foreign.id]),
    );
    const [act] = statementsOf(bouncer, 'WorkerRole').filter(({ Action }) =>
      Action.includes('sts:AssumeRole'),
    );
    expect(act?.Resource).toBe(roleArn);
  });
});

it('can be read by the deploying CLI without a network', async () => {
  const cli = fileURLToPath(new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url));
  const args = [cli, 'list', '--app', join(folder, 'all', 'out'), '--no-notices'];
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };

  const { stdout } = await promisify(execFile)(process.execPath, args, { env });

  expect(stdout.trim().split('\n').toSorted()).toEqual(Object.keys(templates).toSorted());
});

describe('what is not configured', () => {
  const parameterBucket = new ParameterBucket();
  let few: Templates;

  beforeAll(async () => {
    const settings = { ...config, endpoints: [foreign], blocks: undefined };
    few = await templatesOf(settings, join(folder, 'few'), false, {}, parameterBucket);
  });

  it('is not allowed: without endpoints in its account, the worker may do nothing to any', () => {
    const template = named('Bouncer', few);

    const actions = actionsOf(statementsOf(template, 'WorkerRole'));
    expect(actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table'))).toHaveLength(1);
    expect(Object.keys(few).filter((stack) => stack.startsWith('BouncerConnect'))).toEqual([]);
  });

  it('changes nothing else: a template for a bucket of one’s own has the resources that the CDK deploys', () => {
    const ids = Object.keys(named('Bouncer', few).toJSON().Resources);

    expect(ids.length).toBeGreaterThan(20);
    expect(Object.keys(bouncer.toJSON().Resources)).toEqual(expect.arrayContaining(ids));
  });

  it('is not needed: such a template takes its code from the bucket that its parameters name, and nothing from a bootstrap', () => {
    const template = named('Bouncer', few);
    const { Parameters, Rules } = template.toJSON();
    const code = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Code,
    );

    expect([Object.keys(Parameters), Rules]).toEqual([['AssetBucket', 'AssetPrefix'], undefined]);
    expect(textOf(template.toJSON())).not.toContain('cdk-');
    expect(code).toEqual(
      [...parameterBucket.assets.keys()].map((name) => ({
        S3Bucket: { Ref: 'AssetBucket' },
        S3Key: { 'Fn::Join': ['', [{ Ref: 'AssetPrefix' }, name]] },
      })),
    );
    expect(named('BouncerAlarms-222233334444-eu-central-1', few).toJSON().Parameters).toBeUndefined();
  });

  it('is not deployed: a store in a file does not work there', async () => {
    const path = join(folder, 'sqlite.yml');
    await writeFile(path, stringify({ ...config, store: { sqlite: './bouncer.db' } }));

    expect(() => infraSettingsFrom(path)).toThrow(/store: must be \{ dynamodb/);
  });
});
