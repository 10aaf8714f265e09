import type { ClientVpnConnection, ClientVpnConnectionStatus } from '@aws-sdk/client-ec2';
import type { Connection, Status } from '../../domain/connection.ts';
import { type EndpointId, parseConnectionId } from '../../domain/ids.ts';

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

/**
 * Reads EC2's way to write a time, `2019-08-12 07:58:34`, as UTC; ISO 8601 with or without a zone as well.
 * Anything else, such as the `-` of a connection that has not ended, is no time.
 */
export function dateFromEc2(text: string | undefined): Date | undefined {
  const match = timePattern.exec(text ?? '');
  if (match === null) return undefined;

  const [, day, time, zone = 'Z'] = match;
  const date = new Date(`${day}T${time}${zone}`);
  // `new Date` takes the 30th of February for the 2nd of March.
  return isOnCalendar(`${day}`) && !Number.isNaN(date.getTime()) ? date : undefined;
}

const timePattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

function isOnCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Keeps whatever code AWS gives; where there is none, `unknown`, which counts as live. */
export function statusFromEc2(status: ClientVpnConnectionStatus | undefined): Status {
  return { code: status?.Code || 'unknown', message: status?.Message || undefined };
}
