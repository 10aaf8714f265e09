import { CfnOutput, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantVpn, type SettingsEndpoint } from '../constructs/vpn-permissions.ts';
import { workerRoleName } from '../constructs/worker.ts';

export interface EndpointRoleStackProps extends StackProps {
  /** The role's name in its account, with its path. */
  readonly roleName: string;
  /** The endpoints whose configuration names this role. */
  readonly endpoints: readonly SettingsEndpoint[];
  /** The log groups with the endpoints' connection logs, if these are read. */
  readonly logGroups: readonly string[];
}

/** The role through which Bouncer accesses endpoints of another account. The owner of that account deploys it there. */
export class EndpointRoleStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { roleName, endpoints, logGroups, ...props }: EndpointRoleStackProps,
  ) {
    super(scope, id, props);
    const account = new CfnParameter(this, 'BouncerAccount', {
      description: 'The account that Bouncer runs in',
      allowedPattern: '^\\d{12}$',
    });
    const worker = `arn:${this.partition}:iam::${account.valueAsString}:role/${workerRoleName}`;
    const segments = roleName.split('/');
    const role = new Role(this, 'Role', {
      roleName: segments.at(-1) ?? roleName,
      path: ['', ...segments.slice(0, -1), ''].join('/'),
      description: 'Bouncer looks up and terminates Client VPN connections here',
      // The worker passes the endpoint's id as the external id: this role serves only these endpoints.
      assumedBy: new ArnPrincipal(worker).withConditions({
        StringEquals: { 'sts:ExternalId': endpoints.map((endpoint) => endpoint.id) },
      }),
    });
    grantVpn(role, endpoints, this, logGroups);
    new CfnOutput(this, 'RoleArn', { description: 'The roleArn for bouncer.yml', value: role.roleArn });
  }
}
