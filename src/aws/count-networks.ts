import { DescribeClientVpnTargetNetworksCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import { failureFromAws } from './failure-from-aws.ts';

/**
 * Counts the networks that are associated with an endpoint. There is one for each Availability Zone at most, so one
 * page holds them all.
 *
 * @param options The time limit of the call.
 * @throws {Failure} `aws_denied` when the role was created before Bouncer needed this permission.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnTargetNetworks.html
 */
export async function countNetworks(
  client: EC2Client,
  endpointId: EndpointId,
  options: { readonly abortSignal: AbortSignal },
): Promise<number> {
  const command = new DescribeClientVpnTargetNetworksCommand({ ClientVpnEndpointId: endpointId });
  const { ClientVpnTargetNetworks: networks } = await client
    .send(command, options)
    .catch((thrown: unknown) => {
      throw failureFromAws(thrown, 'read');
    });
  if (networks === undefined) {
    throw new Failure('aws_unintelligible', 'DescribeClientVpnTargetNetworks gave an answer without a list');
  }
  return networks.filter(({ Status }) => Status?.Code === 'associated').length;
}
