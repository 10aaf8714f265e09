import type { ClientVpnConnection } from '@aws-sdk/client-ec2';
import type { Connection, Status } from '../../domain/connection.ts';
import { type EndpointId, parseConnectionId } from '../../domain/ids.ts';

/** A row of DescribeClientVpnConnections, with any status code: the SDK's type lists only today's. */
export type ConnectionRow = Omit<ClientVpnConnection, 'Status'> & { readonly Status?: Ec2Status | undefined };

interface Ec2Status {
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

/**
 * Reads one row of DescribeClientVpnConnections. Missing or unreadable values are left out, since people must be able
 * to see and terminate a connection however little is known about it.
 *
 * @param endpointId The endpoint that was queried.
 * @returns Undefined when the row has no readable connection id, or belongs to another endpoint. Nothing can be done
 * with such a row, and skipping it would make someone who is connected look as if they were not.
 */
export function connectionFromEc2(row: ConnectionRow, endpointId: EndpointId): Connection | undefined {
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

/**
 * Reads a counter, a decimal string that may exceed 2^53. An unreadable counter becomes zero instead of costing the
 * row.
 */
export function counterFromEc2(text: string | undefined): bigint {
  return text !== undefined && /^\d{1,30}$/.test(text) ? BigInt(text) : 0n;
}

/**
 * Reads a time as EC2 writes it, `2019-08-12 07:58:34`, as UTC, or as ISO 8601 with or without a zone. Anything else,
 * such as the `-` of a connection that has not ended, yields undefined.
 */
export function dateFromEc2(text: string | undefined): Date | undefined {
  const match = timePattern.exec(text ?? '');
  if (match === null) return undefined;

  const [, day, time, zone = 'Z'] = match;
  const date = new Date(`${day}T${time}${zone}`);
  // `new Date` turns the 30th of February into the 2nd of March.
  return isOnCalendar(`${day}`) && !Number.isNaN(date.getTime()) ? date : undefined;
}

const timePattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

function isOnCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Keeps any code that AWS returns. A missing code becomes `unknown`, which counts as active. */
export function statusFromEc2(status: Ec2Status | undefined): Status {
  return { code: status?.Code || 'unknown', message: status?.Message || undefined };
}
