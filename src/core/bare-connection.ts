import type { Connection, Status } from './connection.ts';
import type { ConnectionId, EndpointId } from './ids.ts';

/** A connection of which nothing is known but that it is there, and in which status. */
export function bareConnection(id: ConnectionId, endpointId: EndpointId, status: Status): Connection {
  return {
    id,
    endpointId,
    status,
    username: undefined,
    commonName: undefined,
    establishedAt: undefined,
    sampledAt: undefined,
    endedAt: undefined,
    traffic: { bytesSent: 0n, bytesReceived: 0n, packetsSent: 0n, packetsReceived: 0n },
    clientIp: undefined,
    clientIpv6: undefined,
    posture: [],
  };
}
