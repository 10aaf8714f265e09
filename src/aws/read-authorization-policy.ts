import {
  DescribeClientVpnConnectionsCommand,
  type EC2Client,
  GetClientVpnEndpointAuthorizationPolicyCommand,
} from '@aws-sdk/client-ec2';
import { max } from 'date-fns/max';
import type { AuthorizationPolicy } from '../domain/endpoint.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import { awsErrorName, failureFromAws } from './failure-from-aws.ts';
import { dateFromEc2 } from './snapshot/connection-from-ec2.ts';

/** AWS evaluates the policy for every connection every five minutes, so a sample of connections is enough. */
const asked = 100;

/**
 * Reads the authorization policy of an endpoint, and when it was last evaluated.
 *
 * @param options The time limit for all calls together.
 * @throws {Failure} `aws_denied` when the role was created before Bouncer needed this permission.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetClientVpnEndpointAuthorizationPolicy.html
 */
export async function readAuthorizationPolicy(
  client: EC2Client,
  endpointId: EndpointId,
  options: { readonly abortSignal: AbortSignal },
): Promise<AuthorizationPolicy> {
  const answer = await client
    .send(new GetClientVpnEndpointAuthorizationPolicyCommand({ ClientVpnEndpointId: endpointId }), options)
    .catch((thrown: unknown) => {
      if (isWithoutPolicy(thrown)) return undefined;
      throw failureFromAws(thrown, 'read');
    });
  if (answer === undefined) return { kind: 'none' };
  if (answer.ClientVpnEndpointId === undefined) {
    throw new Failure('aws_unintelligible', 'GetClientVpnEndpointAuthorizationPolicy named no endpoint');
  }
  // Which of the two AWS returns when there is no policy is not documented.
  if (answer.Status === undefined && answer.PolicyDocument === undefined) return { kind: 'none' };

  return {
    kind: 'attached',
    status: answer.Status ?? 'unknown',
    isEnforced: answer.ShadowMode !== 'enabled',
    lastEvaluatedAt: await readLastEvaluated(client, endpointId, options),
  };
}

/**
 * `InvalidClientVpnEndpointAuthorizationPolicy.NotFound` has been observed by others; the list of error codes does not
 * contain it.
 */
function isWithoutPolicy(thrown: unknown): boolean {
  return /AuthorizationPolicy\w*\.?NotFound$/.test(awsErrorName(thrown));
}

/** Reads when the policy was last evaluated. One page is enough, and without it the policy itself is still reported. */
async function readLastEvaluated(
  client: EC2Client,
  endpointId: EndpointId,
  options: { readonly abortSignal: AbortSignal },
): Promise<Date | undefined> {
  const command = new DescribeClientVpnConnectionsCommand({
    ClientVpnEndpointId: endpointId,
    MaxResults: asked,
  });
  const { Connections = [] } = await client.send(command, options).catch(() => ({ Connections: [] }));
  const times = Connections.flatMap(
    ({ AuthorizationPolicyLastEvaluatedTime: time }) => dateFromEc2(time) ?? [],
  );
  return times.length === 0 ? undefined : max(times);
}
