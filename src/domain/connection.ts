import type { ConnectionId, EndpointId } from './ids.ts';

/** One connection to a Client VPN endpoint, as EC2 last reported it. */
export interface Connection {
  readonly id: ConnectionId;
  readonly endpointId: EndpointId;
  /** The user's name in the directory or identity provider; undefined with mutual TLS. */
  readonly username: string | undefined;
  /** Whether the user name is a directory's, which can be written in several ways; see `isSameDirectoryUser`. */
  readonly isDirectoryUser?: boolean;
  /** The client certificate's name, which several people may share, or a repetition of the directory user name. */
  readonly commonName: string | undefined;
  readonly establishedAt: Date | undefined;
  /** When EC2 took this sample. Durations count up to here, so that no local clock is needed. */
  readonly sampledAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly traffic: Traffic;
  /** The address inside the VPN, not the person's public address. */
  readonly clientIp: string | undefined;
  readonly clientIpv6: string | undefined;
  readonly status: Status;
  /** What the connect handler said about the device. */
  readonly posture: readonly string[];
  /** When AWS last evaluated the endpoint's authorization policy for it; known only if EC2 was asked for this connection. */
  readonly policyEvaluatedAt?: Date | undefined;
}

/** Counters from the client's point of view: sent is EC2's ingress, received its egress. They can exceed 2^53. */
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
 * Returns whether someone may still be using this connection. An unknown code counts as live: a connection must never
 * look ended when it is not.
 */
export function isLive(connection: Connection): boolean {
  return connection.status.code !== 'terminated' && connection.endedAt === undefined;
}

/** Returns what identifies a connection among those of several endpoints. */
export function connectionKey({ endpointId, id }: Pick<Connection, 'endpointId' | 'id'>): string {
  return `${endpointId} ${id}`;
}

/** Marks connections as those of directory users, if the endpoint's user names are a directory's. */
export function markDirectoryUsers(
  connections: readonly Connection[],
  isDirectory: boolean,
): readonly Connection[] {
  if (!isDirectory) return connections;
  return connections.map((each) => (each.username ? { ...each, isDirectoryUser: true } : each));
}

/** Milliseconds from the connection's start to its end, or to EC2's last sample of it. */
export function durationMs(connection: Connection): number | undefined {
  const end = connection.endedAt ?? connection.sampledAt;
  if (connection.establishedAt === undefined || end === undefined) return undefined;

  return Math.max(0, end.getTime() - connection.establishedAt.getTime());
}

/** A connection of which only the id, endpoint and status are known. */
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
