import type { Role } from 'aws-cdk-lib/aws-iam';
import type { InfraSettings } from '../settings.ts';
import { accept } from './accept.ts';
import { allowing, denying, type Permission } from './permission.ts';

export type SettingsEndpoint = InfraSettings['endpoints'][number];

/** Where an endpoint's ARN begins. */
export interface Home {
  readonly partition: string;
  readonly account: string;
}

/**
 * Lets a role do to endpoints of one account what the bot does, and keeps whoever takes its place from the rest.
 *
 * @param endpoints None of them, and nothing is allowed; what is denied is denied all the same.
 */
export function grantVpn(role: Role, endpoints: readonly SettingsEndpoint[], home: Home): void {
  role.addToPolicy(denying(never));
  if (endpoints.length === 0) return;

  const read = readEndpoints(endpoints);
  role.addToPolicy(allowing(lookAndEnd(endpoints, home)));
  role.addToPolicy(allowing(readPolicies(endpoints, home)));
  role.addToPolicy(allowing(read));
  accept(role, 'AwsSolutions-IAM5[Resource::*]', read.reason);
}

function lookAndEnd(endpoints: readonly SettingsEndpoint[], home: Home): Permission {
  return {
    sid: 'LookAndEnd',
    reason: 'Every look, and ending sessions: on the endpoints of the configuration and on no other.',
    actions: ['ec2:DescribeClientVpnConnections', 'ec2:TerminateClientVpnConnections'],
    resources: arnsOf(endpoints, home),
  };
}

/** A statement of its own: nothing depends on it, whatever AWS makes of the resource. */
function readPolicies(endpoints: readonly SettingsEndpoint[], home: Home): Permission {
  return {
    sid: 'ReadAuthorizationPolicies',
    reason: 'Whether AWS itself ends connections by a policy: read, and never written.',
    actions: ['ec2:GetClientVpnEndpointAuthorizationPolicy'],
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
      'How people sign in, the state of an endpoint, and what CloudWatch measures of it: AWS has no finer resource for either, so the Region narrows it.',
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
    'Each of these would cut every session of an endpoint, or open it; no other policy may give them to this role.',
  actions: [
    'ec2:ModifyClientVpnEndpoint',
    'ec2:ImportClientVpnClientCertificateRevocationList',
    'ec2:DeleteClientVpnEndpoint',
    'ec2:ModifyClientVpnEndpointAuthorizationPolicy',
    'ec2:DeleteClientVpnEndpointAuthorizationPolicy',
  ],
  resources: ['*'],
};
