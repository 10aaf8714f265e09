import type { ClientVpnConnection } from '@aws-sdk/client-ec2';
import type { Connection } from '../core/connection.ts';
import { type EndpointId, parseConnectionId } from '../core/ids.ts';
import { dateFromEc2 } from './date-from-ec2.ts';
import { statusFromEc2 } from './status-from-ec2.ts';

/**
 * Reads one row of DescribeClientVpnConnections. What is missing or unreadable in it is left out, since a
 * session must be seen and ended however little is known of it.
 *
 * @param endpointId The endpoint that was asked about.
 * @returns Undefined when the row has no readable connection id, or belongs to another endpoint: nothing can
 * be done with such a row, and to skip it would make somebody who is on look as if they were not.
 */
export function connectionFromEc2(row: ClientVpnConnection, endpointId: EndpointId): Connection | undefined {
  const id = parseConnectionId(row.ConnectionId ?? '');
  if (id === undefined || (row.ClientVpnEndpointId || endpointId) !== endpointId) return undefined;

  return {
    id,
    endpointId,
    username: row.Username || undefined,
    commonName: row.CommonName || undefined,
    establishedAt: dateFromEc2(row.ConnectionEstablishedTime),
    sampledAt: dateFromEc2(row.Timestamp),
    endedAt: dateFromEc2(row.ConnectionEndTime),
    traffic: {
      bytesSent: counterFromEc2(row.IngressBytes),
      bytesReceived: counterFromEc2(row.EgressBytes),
      packetsSent: counterFromEc2(row.IngressPackets),
      packetsReceived: counterFromEc2(row.EgressPackets),
    },
    clientIp: row.ClientIp || undefined,
    clientIpv6: row.ClientIpv6Address || undefined,
    status: statusFromEc2(row.Status),
    posture: row.PostureComplianceStatuses ?? [],
  };
}

/** Counters are decimal strings beyond 2^53. One that is not shows as nothing rather than costing us the row. */
function counterFromEc2(text: string | undefined): bigint {
  return text !== undefined && /^\d{1,30}$/.test(text) ? BigInt(text) : 0n;
}
