import type { Endpoint } from '../../../domain/endpoint.ts';
import type { Fix } from './finding.ts';

/** The part of AWS that a Region belongs to, as ARNs begin. https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The account of an endpoint's role; without a role, it is that of the bot's own credentials, whatever that is. */
export function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(':')[4];
}

/**
 * The IAM statement that an endpoint's role lacks. AWS knows no finer resource for describing endpoints, or for metrics.
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

/** AWS says the same whether the role may not do it, or may not be assumed. */
function whoLacks(roleArn: string | undefined): string {
  return roleArn === undefined
    ? 'the bot’s role'
    : `${roleArn} (which must also let the bot’s own role assume it, with the endpoint’s id as external id)`;
}
