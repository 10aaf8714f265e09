import { App, type IReusableStackSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Bundles } from './bundles.ts';
import type { ParameterBucket } from './parameter-bucket.ts';
import type { InfraSettings } from './settings.ts';
import { BouncerStack, type BouncerStackProps } from './stacks/bouncer-stack.ts';
import { ConnectHandlerStack } from './stacks/connect-handler-stack.ts';
import { EndpointAlarmsStack } from './stacks/endpoint-alarms-stack.ts';
import { EndpointRoleStack } from './stacks/endpoint-role-stack.ts';

export interface BouncerAppOptions extends Pick<BouncerStackProps, 'settings' | 'ownKey'> {
  readonly bundles: Bundles;
  /** Where the templates are written. */
  readonly outdir: string;
  /** Where the functions' code is deployed from: the bucket that `cdk bootstrap` makes, by default. */
  readonly synthesizer?: ParameterBucket | undefined;
}

/** Builds every stack. Each is deployed separately and is checked by the AWS Solutions rules of cdk-nag. */
export function bouncerApp({ outdir, settings, bundles, ownKey, synthesizer }: BouncerAppOptions): App {
  const app = new App({
    analyticsReporting: false,
    outdir,
    ...(synthesizer !== undefined && {
      // The CDK's types of its own synthesizers don't fit each other under `exactOptionalPropertyTypes`.
      defaultStackSynthesizer: synthesizer as IReusableStackSynthesizer,
    }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  const { region: home, blocks, concurrency, logGroups } = settings;
  new BouncerStack(app, 'Bouncer', { env: { region: home }, settings, bundles, ownKey });
  if (blocks !== undefined) {
    const handler = { folder: bundles['connect-handler'], blocks, tableRegion: home, concurrency };
    for (const region of regionsIn(settings))
      new ConnectHandlerStack(app, `BouncerConnect-${region}`, { env: { region }, ...handler });
  }
  for (const [id, { env, endpoints }] of placesIn(settings))
    new EndpointAlarmsStack(app, `BouncerAlarms-${id}`, { env, endpoints });
  for (const { account, roleName, endpoints } of rolesIn(settings)) {
    const id = `BouncerRole-${account}-${roleName.replaceAll('/', '-')}`;
    new EndpointRoleStack(app, id, { env: { account }, roleName, endpoints, logGroups });
  }
  return app;
}

/** Groups the endpoints by Region and account; without an account, they are in Bouncer's own. */
function placesIn({ endpoints }: InfraSettings) {
  const byPlace = Map.groupBy(endpoints, ({ region, roleArn }) =>
    [region, ...(roleArn === undefined ? [] : roleArn.split(':').slice(4, 5))].join(' '),
  );
  return [...byPlace].map(([place, theirs]) => {
    const [region = '', account] = place.split(' ');
    return account === undefined
      ? ([region, { env: { region }, endpoints: theirs }] as const)
      : ([`${account}-${region}`, { env: { account, region }, endpoints: theirs }] as const);
  });
}

/** Returns the Regions that have endpoints of Bouncer's own account. */
function regionsIn({ endpoints }: InfraSettings): ReadonlySet<string> {
  return new Set(endpoints.flatMap(({ roleArn, region }) => (roleArn === undefined ? [region] : [])));
}

/** Returns the roles of other accounts that the endpoints name, each once. */
function rolesIn({ endpoints }: InfraSettings) {
  const byRole = Map.groupBy(endpoints, ({ roleArn }) => roleArn);
  return [...byRole].flatMap(([roleArn, theirs]) => {
    const [, account, roleName] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(roleArn ?? '') ?? [];
    return account === undefined || roleName === undefined ? [] : [{ account, roleName, endpoints: theirs }];
  });
}
