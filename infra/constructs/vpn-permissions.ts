import type { Role } from 'aws-cdk-lib/aws-iam';
import {
  type Home,
  never,
  readConnectionLogs,
  vpnPermissions,
} from '../../src/permissions/vpn-permissions.ts';
import type { InfraSettings } from '../settings.ts';
import { accept } from './accept.ts';
import { allowing, denying } from './permission.ts';

export type SettingsEndpoint = InfraSettings['endpoints'][number];

/**
 * Grants a role what Bouncer does with endpoints of one account, and denies everything that would affect whole endpoints.
 *
 * @param endpoints If there are none, nothing is granted; the denials apply all the same.
 * @param logGroups The log groups with the endpoints' connection logs, if these may be read.
 */
export function grantVpn(
  role: Role,
  endpoints: readonly SettingsEndpoint[],
  home: Home,
  logGroups: readonly string[],
): void {
  role.addToPolicy(denying(never));
  if (endpoints.length === 0) return;

  for (const permission of vpnPermissions(endpoints, home)) {
    role.addToPolicy(allowing(permission));
    if (permission.resources.includes('*')) accept(role, 'AwsSolutions-IAM5[Resource::*]', permission.reason);
  }
  if (logGroups.length === 0) return;

  const logs = readConnectionLogs(endpoints, home, logGroups);
  role.addToPolicy(allowing(logs));
  for (const arn of logs.resources)
    accept(
      role,
      `AwsSolutions-IAM5[Resource::${arn.replace(/\$\{Token\[AWS\.(\w+)[^\]]*\]\}/g, '<AWS::$1>')}]`,
      logs.reason,
    );
}
