import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { stringify } from 'yaml';
import { z } from 'zod';
import { bouncerApp } from '../../infra/bouncer-app.ts';
import type { ParameterBucket } from '../../infra/parameter-bucket.ts';
import { type DeployEnvironment, infraSettingsFrom } from '../../infra/settings.ts';

export type Templates = Readonly<Record<string, Template>>;

const statementSchema = z.object({
  Sid: z.string(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const topicStatementSchema = statementSchema.extend({ Principal: z.unknown() });
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmActions: z.array(z.unknown()).default([]),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.unknown()).default([]),
  Statistic: z.string().optional(),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  TreatMissingData: z.string(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/**
 * Templates as they would be deployed, by their stacks; a finding of cdk-nag that nobody accepted fails here.
 *
 * @param at A folder to write in. What is in the bundles is another test's.
 */
export async function templatesOf(
  given: object,
  at: string,
  ownKey = false,
  environment: DeployEnvironment = {},
  synthesizer?: ParameterBucket,
): Promise<Templates> {
  await mkdir(at, { recursive: true });
  const configPath = join(at, 'bouncer.yml');
  await writeFile(configPath, stringify(given));
  const [ingress = '', worker = '', connect = ''] = ['ingress', 'worker', 'connect'].map((name) =>
    join(at, `${name}.zip`),
  );
  await Promise.all([ingress, worker, connect].map((path) => writeFile(path, path)));
  const bundles = { ingress, worker, 'connect-handler': connect };

  const settings = infraSettingsFrom(configPath, environment);
  const app = bouncerApp({ settings, bundles, ownKey, outdir: join(at, 'out'), synthesizer });
  app.synth();
  const stacks = app.node.children.filter(isStack);
  return Object.fromEntries(stacks.map((stack) => [stack.node.id, Template.fromStack(stack)]));
}

function isStack(child: object): child is Stack {
  return 'templateOptions' in child;
}

export function named(stack: string, among: Templates): Template {
  const template = among[stack];
  if (template === undefined) throw new Error(`there is no stack ${stack}`);
  return template;
}

/** The statements of every policy whose logical id begins so. */
export function statementsOf(template: Template, prefix: string): readonly Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => z.array(statementSchema).parse(Properties.PolicyDocument.Statement));
}

export function alarmsIn(template: Template): readonly Alarm[] {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  return alarms.map(({ Properties }) => alarmSchema.parse(Properties));
}

/** The statements of the policies of a topic, which is given as an alarm names it. */
export function topicStatementsIn(
  template: Template,
  topic: unknown,
): readonly z.infer<typeof topicStatementSchema>[] {
  const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
  return policies
    .filter(({ Properties }) => Properties.Topics.some((one: unknown) => isDeepStrictEqual(one, topic)))
    .flatMap(({ Properties }) => z.array(topicStatementSchema).parse(Properties.PolicyDocument.Statement));
}
