import type { Connection } from '../../src/domain/connection.ts';
import { connectionId, endpointId } from './ids.ts';

/** A live connection of bob's on an endpoint that knows user names, on for an hour. */
export function aConnection(given: Partial<Connection> = {}): Connection {
  return {
    id: connectionId('cvpn-connection-0123456789abcdef0'),
    endpointId: endpointId('cvpn-endpoint-0123456789abcdef0'),
    username: 'bob@example.com',
    commonName: 'bob@example.com',
    establishedAt: new Date('2026-11-02T08:00:00Z'),
    sampledAt: new Date('2026-11-02T09:00:00Z'),
    endedAt: undefined,
    traffic: { bytesSent: 31n, bytesReceived: 1_200n, packetsSent: 3n, packetsReceived: 12n },
    clientIp: '10.0.3.17',
    clientIpv6: undefined,
    status: { code: 'active', message: undefined },
    posture: [],
    ...given,
  };
}

/** As many live connections as wanted, each with an id of its own. */
export function someConnections(count: number, given: Partial<Connection> = {}): readonly Connection[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = index.toString(16).padStart(17, '0');
    return aConnection({ id: connectionId(`cvpn-connection-${digits}`), ...given });
  });
}
