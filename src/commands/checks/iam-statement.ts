import type { Endpoint } from '../../core/endpoint.ts';
import type { Fix } from '../../core/finding.ts';
import { accountOf, partitionOf } from './arn-parts.ts';

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
