import { DescribeClientVpnConnectionsCommand, type EC2Client, type Filter } from '@aws-sdk/client-ec2';
import type { Connection } from '../domain/connection.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { connectionFromEc2, dateFromEc2 } from './snapshot/connection-from-ec2.ts';

/** The maximum for DescribeClientVpnConnections; without it, AWS chooses a size of its own. */
export const pageSize = 1_000;
/** An endpoint holds 126,000 connections at most; a service that returns ten times as many pages is not EC2. */
export const maxPages = 1_260;

/**
 * Yields the pages of one DescribeClientVpnConnections in sequence, since each page contains the token for the next.
 *
 * @param callMs Time limit for each page in milliseconds.
 * @throws {Failure} `aws_unintelligible` for any answer that might hide a connection; otherwise as AWS fails.
 */
export async function* connectionPages(
  client: EC2Client,
  endpointId: EndpointId,
  filters: Filter[],
  callMs: number,
): AsyncGenerator<readonly Connection[]> {
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    const command = new DescribeClientVpnConnectionsCommand({
      ClientVpnEndpointId: endpointId,
      MaxResults: pageSize,
      ...(filters.length > 0 && { Filters: filters }),
      ...(token && { NextToken: token }),
    });
    const answer = await client
      .send(command, { abortSignal: AbortSignal.timeout(callMs) })
      .catch((thrown: unknown) => {
        throw failureFromAws(thrown, 'read');
      });
    // A proxy's HTML page is parsed as an answer without this list; an endpoint without connections has an empty one.
    if (answer.Connections === undefined) throw unintelligible('an answer without a list of connections');

    yield answer.Connections.map((row) => {
      const connection = connectionFromEc2(row, endpointId);
      if (connection === undefined) throw unintelligible(`the connection "${row.ConnectionId}"`);
      const policyEvaluatedAt = dateFromEc2(row.AuthorizationPolicyLastEvaluatedTime);
      return policyEvaluatedAt === undefined ? connection : { ...connection, policyEvaluatedAt };
    });

    // The SDK returns an empty token at the end.
    token = answer.NextToken || undefined;
    if (token !== undefined && (tokens.has(token) || tokens.size >= maxPages))
      throw unintelligible('pages without end');
    tokens.add(token ?? '');
  } while (token !== undefined);
}

function unintelligible(what: string): Failure {
  return new Failure('aws_unintelligible', `DescribeClientVpnConnections gave ${what}`);
}
