import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { InfraSettings } from './settings.ts';
import { BouncerStack, type BouncerStackProps } from './stacks/bouncer-stack.ts';
import { EndpointRoleStack } from './stacks/endpoint-role-stack.ts';

export interface BouncerAppOptions extends Pick<BouncerStackProps, 'settings' | 'bundles' | 'ownKey'> {
  /** Where the templates are written. */
  readonly outdir: string;
}

/** Everything that is deployed, each stack by itself, checked by the rules of AWS Solutions as it is written. */
export function bouncerApp({ outdir, ...parts }: BouncerAppOptions): App {
  const app = new App({ analyticsReporting: false, outdir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  new BouncerStack(app, 'Bouncer', parts);
  for (const { account, roleName, endpoints } of rolesIn(parts.settings)) {
    const id = `BouncerRole-${account}-${roleName.replaceAll('/', '-')}`;
    new EndpointRoleStack(app, id, { env: { account }, roleName, endpoints });
  }
  return app;
}

/** The roles of other accounts that the endpoints name, each once. */
function rolesIn({ endpoints }: InfraSettings) {
  const byRole = Map.groupBy(endpoints, ({ roleArn }) => roleArn);
  return [...byRole].flatMap(([roleArn, theirs]) => {
    const [, account, roleName] = /^arn:[^:]+:iam::(\d{12}):role\/(.+)$/.exec(roleArn ?? '') ?? [];
    return account === undefined || roleName === undefined ? [] : [{ account, roleName, endpoints: theirs }];
  });
}
