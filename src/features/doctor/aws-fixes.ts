import { type Endpoint, partitionOf } from '../../domain/endpoint.ts';
import type { Fix } from './finding.ts';

/** Returns the command that attaches Bouncer's connect handler to an endpoint. */
export function attachingHandler({ id, region, roleArn }: Endpoint): string {
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${accountOf(roleArn) ?? 'ACCOUNT'}:function:AWSClientVPN-bouncer`;
  return `aws ec2 modify-client-vpn-endpoint --region ${region} --client-vpn-endpoint-id ${id} --client-connect-options Enabled=true,LambdaFunctionArn=${arn}`;
}

/** Returns the account of an endpoint's role; undefined without a role, when Bouncer's own account applies. */
function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(':')[4];
}

/**
 * Returns the IAM statement that lets an endpoint's role read its connection log.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function allowingLog({ region, roleArn }: Endpoint, group: string): Fix {
  const account = accountOf(roleArn) ?? '*';
  const Resource = `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${group}:*`;
  return statementFix(roleArn, 'logs:FilterLogEvents', Resource);
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
  return statementFix(roleArn, action, resource);
}

function statementFix(roleArn: string | undefined, action: string, resource: string): Fix {
  // AWS gives the same error when the role cannot be assumed.
  const whose =
    roleArn === undefined
      ? 'Bouncer’s role'
      : `${roleArn} (which must also let Bouncer’s own role assume it, with the endpoint’s id as external id)`;
  return {
    step: `give ${whose} this statement`,
    exact: JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource }),
  };
}
