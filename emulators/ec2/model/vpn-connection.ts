/** One client's connection, as the emulated service knows it. */
export interface VpnConnection {
  readonly connectionId: string;
  readonly endpointId: string;
  /** Rises with every connection of the fleet: the order of establishment, and of pages. */
  readonly sequence: number;
  /** Where the client authenticated with a certificate there is none. */
  readonly username: string | undefined;
  readonly commonName: string;
  readonly clientIp: string;
  readonly clientIpv6: string | undefined;
  readonly postures: readonly string[];
  /** Whether its endpoint has an authorization policy, which is evaluated when it begins and every five minutes. */
  readonly isEvaluated: boolean;
  readonly establishedAt: number;
  readonly traffic: Traffic;
  state: ConnectionState;
}

export type ConnectionState =
  | { readonly code: 'active' }
  | { readonly code: 'terminating' }
  | { readonly code: 'failed-to-terminate'; readonly message: string }
  | { readonly code: 'terminated'; readonly endedAt: number };

export type StatusCode = ConnectionState['code'];

/** Whether the client is still connected, which includes `terminating`. */
export function isLive(connection: VpnConnection): boolean {
  return connection.state.code !== 'terminated';
}

/** Counters are a function of time, so that 126,000 of them cost nothing until they are read. */
export interface Traffic {
  /** What had been sent and received when the connection began to be counted; may exceed 2^53. */
  readonly before: bigint;
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
}

/** Ingress is what the client sent, egress what it received, as in the EC2 API reference. */
export interface Counters {
  readonly ingressBytes: bigint;
  readonly egressBytes: bigint;
  readonly ingressPackets: bigint;
  readonly egressPackets: bigint;
}

/** The counters of a connection at a time; they no longer change once it has ended. */
export function countersAt(connection: VpnConnection, at: number): Counters {
  const until = connection.state.code === 'terminated' ? connection.state.endedAt : at;
  const seconds = Math.max(0, until - connection.establishedAt) / 1000;
  const { before, sentPerSecond, receivedPerSecond } = connection.traffic;
  const ingressBytes = before + BigInt(Math.floor(handshakeBytes + seconds * sentPerSecond));
  const egressBytes = before + BigInt(Math.floor(handshakeBytes + seconds * receivedPerSecond));

  return {
    ingressBytes,
    egressBytes,
    ingressPackets: ingressBytes / bytesPerPacket,
    egressPackets: egressBytes / bytesPerPacket,
  };
}

/** The second row of the AWS CLI's example is one second old: 2,951 bytes in 9 packets. */
const handshakeBytes = 2951;
const bytesPerPacket = 320n;
