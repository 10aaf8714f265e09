import { DescribeClientVpnConnectionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { max } from 'date-fns/max';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import type { ProbedPages } from '../ports/vpn-checkup.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { connectionFromEc2 } from './snapshot/connection-from-ec2.ts';

/** The smallest page size that EC2 allows, so that a few connections fill two pages. */
const pageSize = 5;

/**
 * Reads the first two pages of an endpoint's connections, with the smallest page size.
 *
 * @param awsNow Returns the time by AWS's clock; called after the answers.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnConnections.html
 */
export async function probePages(
  client: EC2Client,
  endpointId: EndpointId,
  awsNow: () => Date,
  options: { readonly abortSignal: AbortSignal },
): Promise<ProbedPages> {
  const first = await readPage(client, endpointId, undefined, options);
  const second = first.token && (await readPage(client, endpointId, first.token, options));
  const pages = [first, ...(second ? [second] : [])].map(({ connections }) => connections);
  const sampled = pages
    .flat()
    .flatMap(({ status, sampledAt }) => (status.code === 'active' && sampledAt ? [sampledAt] : []));

  return {
    pages: pages.map((connections) => connections.map(({ id }) => id)),
    sampledAheadMs: sampled.length === 0 ? undefined : differenceInMilliseconds(max(sampled), awsNow()),
  };
}

async function readPage(
  client: EC2Client,
  endpointId: EndpointId,
  NextToken: string | undefined,
  options: { readonly abortSignal: AbortSignal },
) {
  const command = new DescribeClientVpnConnectionsCommand({
    ClientVpnEndpointId: endpointId,
    MaxResults: pageSize,
    ...(NextToken && { NextToken }),
  });
  const answer = await client.send(command, options).catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  if (answer.Connections === undefined)
    throw new Failure('aws_unintelligible', 'DescribeClientVpnConnections gave an answer without a list');
  return {
    connections: answer.Connections.flatMap((row) => connectionFromEc2(row, endpointId) ?? []),
    token: answer.NextToken || undefined,
  };
}
