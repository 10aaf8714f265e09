import { type ClientVpnEndpoint, DescribeClientVpnEndpointsCommand } from '@aws-sdk/client-ec2';
import { Failure } from '../domain/failure.ts';
import { type EndpointId, parseEndpointId } from '../domain/ids.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { failureFromAws } from './failure-from-aws.ts';

/** A Client VPN endpoint of the account, as AWS lists it. */
export interface ListedEndpoint {
  readonly id: EndpointId;
  readonly region: string;
  /** What its owner calls it: the tag `Name`, or else its description. */
  readonly label: string | undefined;
  /** `available`, `pending-associate`, …, in AWS' words. */
  readonly status: string;
}

/**
 * Lists the Client VPN endpoints of a Region in Bouncer's own account.
 *
 * @throws {Failure} with an `aws_…` code.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnEndpoints.html
 */
export async function listEndpoints(clients: Ec2Clients, region: string): Promise<readonly ListedEndpoint[]> {
  const client = clients.toReadIn(region);
  const found: ListedEndpoint[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeClientVpnEndpointsCommand({ ...(token && { NextToken: token }) });
    const options = { abortSignal: AbortSignal.timeout(clients.patience.callMs) };
    const answer = await client.send(command, options).catch((thrown: unknown) => {
      throw failureFromAws(thrown, 'read');
    });
    if (answer.ClientVpnEndpoints === undefined)
      throw new Failure('aws_unintelligible', 'DescribeClientVpnEndpoints gave an answer without a list');
    found.push(...answer.ClientVpnEndpoints.flatMap((one) => listedFrom(one, region) ?? []));
    // A token that repeats would never end.
    token = answer.NextToken === token ? undefined : answer.NextToken || undefined;
  } while (token !== undefined);
  return found;
}

function listedFrom(
  { ClientVpnEndpointId = '', Tags = [], Description, Status }: ClientVpnEndpoint,
  region: string,
): ListedEndpoint | undefined {
  const id = parseEndpointId(ClientVpnEndpointId);
  if (id === undefined) return undefined;
  const named = Tags.find(({ Key }) => Key === 'Name')?.Value;
  return { id, region, label: named || Description || undefined, status: Status?.Code ?? 'unknown' };
}
