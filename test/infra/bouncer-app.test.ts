import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
let bouncer: Template;
let branch: Template;

/** Templates as they would be deployed; a finding of cdk-nag that nobody accepted fails here. */
async function templatesOf(given: object, ownKey = false): Promise<readonly Template[]> {
  const at = await mkdtemp(join(folder, 'synth-'));
  const configPath = join(at, 'bouncer.yml');
  await writeFile(configPath, stringify(given));
  // What is in the bundles is another test's.
  const bundles = { ingress: join(folder, 'ingress.zip'), worker: join(folder, 'worker.zip') };
  await Promise.all(Object.values(bundles).map((path) => writeFile(path, path)));

  const app = bouncerApp({
    settings: infraSettingsFrom(configPath),
    bundles,
    ownKey,
    outdir: join(at, 'out'),
  });
  app.synth();
  return app.node.children.filter(isStack).map((stack) => Template.fromStack(stack));
}

function isStack(child: object): child is Stack {
  return 'templateOptions' in child;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-infra-'));
  const [first, second] = await templatesOf(config, true);
  if (first === undefined || second === undefined) throw new Error('there are not two stacks');
  [bouncer, branch] = [first, second];
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

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
    const all = [...statementsOf(bouncer, ''), ...statementsOf(branch, '')];
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
    for (const table of ['bouncer', 'bouncer-blocks']) {
      bouncer.hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'Retain',
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
          SSESpecification: { SSEType: 'KMS' },
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

describe('what is not configured', () => {
  it('is not allowed: without endpoints of its own, the worker may do nothing to any', {
    timeout: 60_000,
  }, async () => {
    const [template] = await templatesOf({ ...config, endpoints: [foreign], blocks: undefined });
    if (template === undefined) throw new Error('there is no stack');

    const actions = actionsOf(statementsOf(template, 'WorkerRole'));
    expect(actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table'))).toHaveLength(1);
  });

  it('is not deployed: a record in a file has no place there', async () => {
    const path = join(folder, 'sqlite.yml');
    await writeFile(path, stringify({ ...config, store: { sqlite: './bouncer.db' } }));

    expect(() => infraSettingsFrom(path)).toThrow(/store: must be \{ dynamodb/);
  });
});
