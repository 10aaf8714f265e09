import type { ConnectionId, EndpointId } from './ids.ts';

/** One session on a Client VPN endpoint, as EC2 last reported it. */
export interface Connection {
  readonly id: ConnectionId;
  readonly endpointId: EndpointId;
  /** The directory or identity provider's name for the user; mutual TLS gives none. */
  readonly username: string | undefined;
  /** Whether a directory knows the user name, which then has several ways to write it; see `isSameDirectoryUser`. */
  readonly isDirectoryUser?: boolean;
  /** The client certificate's name, which several people may share, or the directory user name again. */
  readonly commonName: string | undefined;
  readonly establishedAt: Date | undefined;
  /** When EC2 took this sample; durations count up to here, so that no local clock is needed. */
  readonly sampledAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly traffic: Traffic;
  /** The address inside the VPN, not where the person is. */
  readonly clientIp: string | undefined;
  readonly clientIpv6: string | undefined;
  readonly status: Status;
  readonly posture: readonly string[];
}

/** Counters as the client sees them: sent is EC2's ingress, received its egress. They can exceed 2^53. */
export interface Traffic {
  readonly bytesSent: bigint;
  readonly bytesReceived: bigint;
  readonly packetsSent: bigint;
  readonly packetsReceived: bigint;
}

export interface Status {
  /** `active`, `terminating`, `terminated`, `failed-to-terminate`, or a code that AWS adds later. */
  readonly code: string;
  readonly message: string | undefined;
}

/**
 * Says whether someone may still be on this connection.
 * A code that we do not know counts as live: a session must never look ended when it is not.
 */
export function isLive(connection: Connection): boolean {
  return connection.status.code !== 'terminated' && connection.endedAt === undefined;
}

/** Marks the connections of an endpoint on which a directory knows the user names. */
export function asDirectoryUsers(connections: readonly Connection[]): readonly Connection[] {
  return connections.map((each) => (each.username ? { ...each, isDirectoryUser: true } : each));
}

/** Milliseconds from the connection's start to its end, or to EC2's last sample of it. */
export function durationMs(connection: Connection): number | undefined {
  const end = connection.endedAt ?? connection.sampledAt;
  if (connection.establishedAt === undefined || end === undefined) return undefined;

  return Math.max(0, end.getTime() - connection.establishedAt.getTime());
}

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
