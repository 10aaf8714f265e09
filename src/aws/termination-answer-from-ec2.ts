import type {
  TerminateClientVpnConnectionsCommandOutput,
  TerminateConnectionStatus,
} from '@aws-sdk/client-ec2';
import { Failure } from '../domain/failure.ts';
import { parseConnectionId } from '../domain/ids.ts';
import type { StatusChange, TerminationAnswer } from '../ports/vpn-gateway.ts';
import { statusFromEc2 } from './snapshot/connection-from-ec2.ts';

/**
 * Reads the answer to TerminateClientVpnConnections. An empty list is a valid answer: AWS terminated nothing.
 *
 * @throws {Failure} `aws_unanswered` when the list is missing, or does not say which connections it is about: something
 * was done, and only another look-up can tell what.
 */
export function terminationAnswerFromEc2(
  answer: TerminateClientVpnConnectionsCommandOutput,
): TerminationAnswer {
  const statuses = answer.ConnectionStatuses?.map(statusChangeFromEc2);
  if (statuses === undefined)
    throw new Failure('aws_unanswered', 'Terminate gave an answer without statuses');

  return {
    kind: 'answered',
    requestId: answer.$metadata.requestId,
    statuses,
  };
}

function statusChangeFromEc2(change: TerminateConnectionStatus): StatusChange {
  const id = parseConnectionId(change.ConnectionId ?? '');
  if (id === undefined) throw new Failure('aws_unanswered', 'Terminate gave a status of no known connection');

  return {
    id,
    previous: statusFromEc2(change.PreviousStatus),
    current: statusFromEc2(change.CurrentStatus),
  };
}
