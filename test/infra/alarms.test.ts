import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alarm, alarmsIn, type Templates, templatesOf, topicStatementsIn } from './templates.ts';

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
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** Every alarm of every stack. */
const allAlarms = () =>
  Object.values(templates).flatMap((template) => alarmsIn(template).map((alarm) => ({ template, alarm })));

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
