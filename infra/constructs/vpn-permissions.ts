import type { Role } from 'aws-cdk-lib/aws-iam';
import type { InfraSettings } from '../settings.ts';
import { accept } from './accept.ts';
import { allowing, denying, type Permission } from './permission.ts';

export type SettingsEndpoint = InfraSettings['endpoints'][number];

/** The parts of an endpoint's ARN that the role's account determines. */
export interface Home {
  readonly partition: string;
  readonly account: string;
}

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

  const read = readEndpoints(endpoints);
  role.addToPolicy(allowing(lookAndEnd(endpoints, home)));
  role.addToPolicy(allowing(readPolicies(endpoints, home)));
  role.addToPolicy(allowing(countNetworks(endpoints, home)));
  role.addToPolicy(allowing(read));
  accept(role, 'AwsSolutions-IAM5[Resource::*]', read.reason);
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

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
function readConnectionLogs(
  endpoints: readonly SettingsEndpoint[],
  { partition, account }: Home,
  logGroups: readonly string[],
): Permission {
  const regions = [...new Set(endpoints.map(({ region }) => region))];
  return {
    sid: 'ReadConnectionLogs',
    reason:
      'The connection history reads the endpoints’ connection logs, because `history.connectionLog` is set.',
    actions: ['logs:FilterLogEvents'],
    resources: regions.flatMap((region) =>
      logGroups.map((group) => `arn:${partition}:logs:${region}:${account}:log-group:${group}:*`),
    ),
  };
}

function lookAndEnd(endpoints: readonly SettingsEndpoint[], home: Home): Permission {
  return {
    sid: 'LookAndEnd',
    reason: 'Look-ups and terminations, only on the endpoints of the configuration.',
    actions: ['ec2:DescribeClientVpnConnections', 'ec2:TerminateClientVpnConnections'],
    resources: arnsOf(endpoints, home),
  };
}

/** A statement of its own, so that nothing else fails if AWS does not accept the resource. */
function readPolicies(endpoints: readonly SettingsEndpoint[], home: Home): Permission {
  return {
    sid: 'ReadAuthorizationPolicies',
    reason: 'Whether AWS itself terminates connections by a policy. It is read and never written.',
    actions: ['ec2:GetClientVpnEndpointAuthorizationPolicy'],
    resources: arnsOf(endpoints, home),
  };
}

/** Likewise a statement of its own. */
function countNetworks(endpoints: readonly SettingsEndpoint[], home: Home): Permission {
  return {
    sid: 'CountNetworks',
    reason:
      'How many connections an endpoint may have depends on its networks. They are counted and never changed.',
    actions: ['ec2:DescribeClientVpnTargetNetworks'],
    resources: arnsOf(endpoints, home),
  };
}

function arnsOf(endpoints: readonly SettingsEndpoint[], { partition, account }: Home): readonly string[] {
  return endpoints.map(
    ({ id, region }) => `arn:${partition}:ec2:${region}:${account}:client-vpn-endpoint/${id}`,
  );
}

function readEndpoints(endpoints: readonly SettingsEndpoint[]): Permission {
  return {
    sid: 'ReadEndpoints',
    reason:
      'How people sign in, an endpoint’s state and its metrics in CloudWatch. AWS has no finer resource for either, so the Region limits it.',
    actions: ['ec2:DescribeClientVpnEndpoints', 'cloudwatch:GetMetricData'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:RequestedRegion': [...new Set(endpoints.map(({ region }) => region))] },
    },
  };
}

const never: Permission = {
  sid: 'NeverTouchEndpoints',
  reason:
    'Each of these would terminate every connection of an endpoint, or open it to others; no other policy may grant them to this role.',
  actions: [
    'ec2:ModifyClientVpnEndpoint',
    'ec2:ImportClientVpnClientCertificateRevocationList',
    'ec2:DeleteClientVpnEndpoint',
    'ec2:ModifyClientVpnEndpointAuthorizationPolicy',
    'ec2:DeleteClientVpnEndpointAuthorizationPolicy',
  ],
  resources: ['*'],
};
