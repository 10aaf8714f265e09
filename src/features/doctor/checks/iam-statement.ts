import type { Endpoint } from '../../../domain/endpoint.ts';
import type { Fix } from './finding.ts';

/** Returns the AWS partition of a Region, as used in ARNs. https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Returns the account of an endpoint's role; undefined without a role, when Bouncer's own account applies. */
export function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(':')[4];
}

/**
 * Returns the IAM statement that an endpoint's role lacks. AWS has no finer resource for endpoints and metrics.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export function allowing(action: string, { id, region, roleArn }: Endpoint): Fix {
  const resource =
    action === 'ec2:DescribeClientVpnEndpoints' || action === 'cloudwatch:GetMetricData'
      ? '*'
      : `arn:${partitionOf(region)}:ec2:${region}:${accountOf(roleArn) ?? '*'}:client-vpn-endpoint/${id}`;
  const statement = { Effect: 'Allow', Action: action, Resource: resource };

  return { step: `give ${whoLacks(roleArn)} this statement`, exact: JSON.stringify(statement) };
}

/** Names the role, and mentions its trust: AWS gives the same error when the role cannot be assumed. */
function whoLacks(roleArn: string | undefined): string {
  return roleArn === undefined
    ? 'the bot’s role'
    : `${roleArn} (which must also let the bot’s own role assume it, with the endpoint’s id as external id)`;
}
