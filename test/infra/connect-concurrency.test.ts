import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { type DeployEnvironment, infraSettingsFrom } from '../../infra/settings.ts';
import { named, templatesOf } from './templates.ts';

const config = {
  endpoints: [{ id: 'cvpn-endpoint-0aaa1', name: 'prod-eu', region: 'eu-west-1' }],
  audit: { channel: 'C0AUDIT' },
  store: { dynamodb: 'bouncer' },
  blocks: { dynamodb: 'bouncer-blocks' },
};

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-concurrency-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function handlerStack(environment: DeployEnvironment) {
  return named('BouncerConnect-eu-west-1', await templatesOf(config, await aFolder(), false, environment));
}

test('the connect handler shares the account’s concurrency unless told otherwise', async () => {
  const template = await handlerStack({});

  const [lambda] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(lambda?.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  // An endpoint that was given the alias goes on asking it, also after a deployment without the variable.
  template.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    ProvisionedConcurrencyConfig: Match.absent(),
  });
});

test('can reserve concurrency, and keep some provisioned behind an alias to attach', async () => {
  const template = await handlerStack({ BOUNCER_CONNECT_RESERVED: '200', BOUNCER_CONNECT_PROVISIONED: '5' });

  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 200 });
  template.hasResourceProperties('AWS::Lambda::Alias', {
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
  });
  const [alias = ''] = Object.keys(template.findResources('AWS::Lambda::Alias'));
  const outputs = Object.entries(template.findOutputs('*')).filter(([name]) => name.includes('FunctionArn'));
  expect(outputs.map(([, { Value }]) => Value)).toEqual([{ Ref: alias }]);
});

test.each([
  [{ BOUNCER_CONNECT_RESERVED: '0' }, /BOUNCER_CONNECT_RESERVED/],
  [{ BOUNCER_CONNECT_RESERVED: 'many' }, /BOUNCER_CONNECT_RESERVED/],
  [{ BOUNCER_CONNECT_PROVISIONED: '1.5' }, /BOUNCER_CONNECT_PROVISIONED/],
  [
    { BOUNCER_CONNECT_RESERVED: '5', BOUNCER_CONNECT_PROVISIONED: '6' },
    /BOUNCER_CONNECT_PROVISIONED: is more/,
  ],
])('%j is refused before anything is deployed', async (environment, problem) => {
  const path = join(await aFolder(), 'bouncer.yml');
  await writeFile(path, stringify(config));

  expect(() => infraSettingsFrom(path, environment)).toThrow(problem);
});
