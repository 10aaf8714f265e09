import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { failureCodes, isOfStore } from '../../src/domain/failure.ts';
import { answerConnectEvent, type ConnectDeps } from '../../src/lambda/answer-connect-event.ts';
import { connectEvent } from '../lambda/connect-function.ts';
import { type Alarm, alarmsIn, named, type Templates, templatesOf, topicStatementsIn } from './templates.ts';

const roleArn = 'arn:aws:iam::222233334444:role/bouncer';
const config = {
  endpoints: [
    { id: 'cvpn-endpoint-0aaa1', name: 'prod-eu', region: 'eu-west-1' },
    { id: 'cvpn-endpoint-0aaa2', name: 'prod-us', region: 'us-east-1' },
    { id: 'cvpn-endpoint-0aaa3', name: 'branch', region: 'eu-central-1', roleArn },
  ],
  audit: { channel: 'C0AUDIT' },
  store: { dynamodb: 'bouncer' },
  blocks: { dynamodb: 'bouncer-blocks' },
};

let folder: string;
let templates: Templates;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-alarms-'));
  templates = await templatesOf(config, folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Every alarm of every stack. */
const allAlarms = () =>
  Object.values(templates).flatMap((template) => alarmsIn(template).map((alarm) => ({ template, alarm })));

test('an unwritable audit log raises its alarm for every failure of the store', () => {
  const filters = Object.values(templates.Bouncer?.findResources('AWS::Logs::MetricFilter') ?? {});
  const [filter] = filters.filter(
    ({ Properties }) => Properties.MetricTransformations[0].MetricName === 'RecordUnwritable',
  );
  const ofSqlite = ['store_locked', 'store_full'];
  const codes = failureCodes.filter((code) => isOfStore(code) && !ofSqlite.includes(code));

  expect(codes.length).toBeGreaterThan(3);
  expect(codes.filter((code) => !filter?.Properties.FilterPattern.includes(`"${code}"`))).toEqual([]);
});

describe('every alarm', () => {
  it('reaches a topic that lets CloudWatch of this account publish', () => {
    const unheard = allAlarms().filter(({ template, alarm }) => !isHeard(template, alarm));

    expect(allAlarms().length).toBeGreaterThan(10);
    expect(unheard.map(({ alarm }) => alarm.AlarmName)).toEqual([]);
  });

  it('has a row in the runbook', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    const rows = allAlarms().map(({ alarm }) => rowOf(alarm.AlarmName));

    expect(rows.filter((row) => !runbook.includes(`| \`${row}\` |`))).toEqual([]);
  });

  it('stays silent where there is no data', () => {
    const others = allAlarms().filter(({ alarm }) => alarm.TreatMissingData !== 'notBreaching');

    expect(others.map(({ alarm }) => alarm.AlarmName)).toEqual([]);
  });
});

function isHeard(template: Template, { AlarmActions }: Alarm): boolean {
  return (
    AlarmActions.length > 0 &&
    AlarmActions.every((action) =>
      topicStatementsIn(template, action).some(
        ({ Effect, Action, Principal, Condition }) =>
          Effect === 'Allow' &&
          Action.includes('sns:Publish') &&
          JSON.stringify(Principal) === '{"Service":"cloudwatch.amazonaws.com"}' &&
          [ownAccount, '"222233334444"'].includes(sourceAccountOf(Condition)),
      ),
    )
  );
}

const ownAccount = '{"Ref":"AWS::AccountId"}';

/** Empty where the condition is another one. */
function sourceAccountOf(condition: unknown): string {
  return /^{"StringEquals":{"aws:SourceAccount":(.+)}}$/.exec(JSON.stringify(condition))?.[1] ?? '';
}

/** The runbook has one row for all endpoints. */
function rowOf(alarmName: string): string {
  return alarmName.replace(
    new RegExp(`-(${config.endpoints.map(({ name }) => name).join('|')})$`),
    '-ENDPOINT',
  );
}

describe('throttled functions', () => {
  it.each([
    ['Bouncer', 'bouncer-ingress-throttled', 'Ingress'],
    ['Bouncer', 'bouncer-worker-throttled', 'Worker'],
    ['BouncerConnect-eu-west-1', 'bouncer-connect-throttled', 'Handler'],
    ['BouncerConnect-us-east-1', 'bouncer-connect-throttled', 'Handler'],
  ])('raise an alarm: %s, %s', (stack, name, construct) => {
    const alarm = alarmNamed(stack, name);

    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(alarm?.Dimensions).toEqual([
      { Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^${construct}Function`) } },
    ]);
  });
});

function alarmNamed(stack: string, name: string): Alarm | undefined {
  return alarmsIn(named(stack, templates)).find(({ AlarmName }) => AlarmName === name);
}

describe('decisions without the list of blocks', () => {
  const event = connectEvent('v2');

  it.each(['allow', 'deny'] as const)('are counted once per connection if onError is %s', async (onError) => {
    const lines = await linesOf({ onError, failures: Number.POSITIVE_INFINITY }, event);

    expect(lines.filter(matching(alarmPattern()))).toHaveLength(1);
  });

  it('are not counted if the second attempt succeeds', async () => {
    const lines = await linesOf({ onError: 'deny', failures: 1 }, event);

    expect(lines.join('\n')).toContain('"msg":"allowed"');
    expect(lines.filter(matching(alarmPattern()))).toEqual([]);
  });

  it('leave the metric of single attempts unchanged', () => {
    named('BouncerConnect-eu-west-1', templates).hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '"the list of blocks cannot be read"',
      MetricTransformations: [{ MetricNamespace: 'Bouncer', MetricName: 'BlocksUnreadable' }],
    });
  });
});

/** What the connect handler logs about one connection. */
async function linesOf(
  { onError, failures }: { readonly onError: 'allow' | 'deny'; readonly failures: number },
  event: object,
): Promise<readonly string[]> {
  const lines: string[] = [];
  let left = failures;
  const page = () => {
    left -= 1;
    return left >= 0 ? Promise.reject(new Error('refused')) : Promise.resolve({ items: [], next: undefined });
  };
  const unused = () => Promise.reject(new Error('not reported'));
  const deps: ConnectDeps = {
    table: () => ({ page, put: unused, change: unused }),
    onError,
    now: () => new Date('2026-11-26T12:00:00Z'),
    log: (line) => lines.push(JSON.stringify(line)),
  };
  await answerConnectEvent(deps, event);
  return lines;
}

/** The pattern of the log filter whose metric `bouncer-blocks-unreadable` watches. */
function alarmPattern(): string {
  const { MetricName } = alarmNamed('BouncerConnect-eu-west-1', 'bouncer-blocks-unreadable') ?? {};
  const filters = named('BouncerConnect-eu-west-1', templates).findResources('AWS::Logs::MetricFilter', {
    Properties: { MetricTransformations: [{ MetricName }] },
  });
  return Object.values(filters)
    .map(({ Properties }) => Properties.FilterPattern)
    .join('');
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
function matching(pattern: string): (line: string) => boolean {
  const terms = [...pattern.matchAll(/\??"([^"]+)"/g)].map(([, term = '']) => term);
  return (line) => terms.some((term) => line.includes(term));
}

describe('the metrics of Client VPN', () => {
  const places = [
    ['BouncerAlarms-eu-west-1', 'cvpn-endpoint-0aaa1', 'prod-eu'],
    ['BouncerAlarms-us-east-1', 'cvpn-endpoint-0aaa2', 'prod-us'],
    ['BouncerAlarms-222233334444-eu-central-1', 'cvpn-endpoint-0aaa3', 'branch'],
  ] as const;

  it('are monitored in each endpoint’s Region', () => {
    const stacks = Object.keys(templates).filter((stack) => stack.startsWith('BouncerAlarms-'));

    expect(stacks.toSorted()).toEqual(places.map(([stack]) => stack).toSorted());
  });

  it.each(places)('%s warns two weeks before a certificate expires', (stack, endpoint, name) => {
    for (const [alarm, MetricName] of [
      ['crl-expires', 'CrlDaysToExpiry'],
      ['idp-certificate-expires', 'IdpCertDaysToExpiry'],
    ]) {
      expect(alarmNamed(stack, `bouncer-${alarm}-${name}`)).toMatchObject({
        Namespace: 'AWS/ClientVPN',
        MetricName,
        Dimensions: [{ Name: 'Endpoint', Value: endpoint }],
        Statistic: 'Minimum',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 14,
      });
    }
  });

  it.each(places)('%s warns if a connect handler denies everyone', (stack, endpoint, name) => {
    for (const [alarm, MetricName] of [
      ['handler-timeouts', 'ClientConnectHandlerTimeouts'],
      ['handler-throttled', 'ClientConnectHandlerThrottlingErrors'],
      ['handler-invalid', 'ClientConnectHandlerInvalidResponses'],
      ['handler-errors', 'ClientConnectHandlerOtherExecutionErrors'],
      ['handler-service-errors', 'ClientConnectHandlerFailedServiceErrors'],
    ]) {
      expect(alarmNamed(stack, `bouncer-${alarm}-${name}`)).toMatchObject({
        Namespace: 'AWS/ClientVPN',
        MetricName,
        Dimensions: [{ Name: 'Endpoint', Value: endpoint }],
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
      });
    }
  });
});
