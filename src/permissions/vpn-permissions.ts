import type { Endpoint } from '../domain/endpoint.ts';
import type { Permission } from './permission.ts';

type PlacedEndpoint = Pick<Endpoint, 'id' | 'region'>;

/** The parts of an endpoint's ARN that the role's account determines. */
export interface Home {
  readonly partition: string;
  readonly account: string;
}

/** Returns what Bouncer does with endpoints of one account. There must be at least one. */
export function vpnPermissions(endpoints: readonly PlacedEndpoint[], home: Home): readonly Permission[] {
  return [
    lookAndEnd(endpoints, home),
    readPolicies(endpoints, home),
    countNetworks(endpoints, home),
    readEndpoints(endpoints),
  ];
}

/**
 * Returns the permission to read the endpoints' connection logs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function readConnectionLogs(
  endpoints: readonly PlacedEndpoint[],
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

function lookAndEnd(endpoints: readonly PlacedEndpoint[], home: Home): Permission {
  return {
    sid: 'LookAndEnd',
    reason: 'Look-ups and terminations, only on the endpoints of the configuration.',
    actions: ['ec2:DescribeClientVpnConnections', 'ec2:TerminateClientVpnConnections'],
    resources: arnsOf(endpoints, home),
  };
}

/** A statement of its own, so that nothing else fails if AWS does not accept the resource. */
function readPolicies(endpoints: readonly PlacedEndpoint[], home: Home): Permission {
  return {
    sid: 'ReadAuthorizationPolicies',
    reason: 'Whether AWS itself terminates connections by a policy. It is read and never written.',
    actions: ['ec2:GetClientVpnEndpointAuthorizationPolicy'],
    resources: arnsOf(endpoints, home),
  };
}

/** Likewise a statement of its own. */
function countNetworks(endpoints: readonly PlacedEndpoint[], home: Home): Permission {
  return {
    sid: 'CountNetworks',
    reason:
      'How many connections an endpoint may have depends on its networks. They are counted and never changed.',
    actions: ['ec2:DescribeClientVpnTargetNetworks'],
    resources: arnsOf(endpoints, home),
  };
}

function arnsOf(endpoints: readonly PlacedEndpoint[], { partition, account }: Home): readonly string[] {
  return endpoints.map(
    ({ id, region }) => `arn:${partition}:ec2:${region}:${account}:client-vpn-endpoint/${id}`,
  );
}

function readEndpoints(endpoints: readonly PlacedEndpoint[]): Permission {
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

/** What no policy may grant Bouncer. */
export const never: Permission = {
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
