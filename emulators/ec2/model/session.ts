/** One client's connection, as the emulated service knows it. */
export interface Session {
  readonly connectionId: string;
  readonly endpointId: string;
  /** Rises with every session of the fleet: the order of establishment, and of pages. */
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
  state: SessionState;
}

export type SessionState =
  | { readonly code: 'active' }
  | { readonly code: 'terminating' }
  | { readonly code: 'failed-to-terminate'; readonly message: string }
  | { readonly code: 'terminated'; readonly endedAt: number };

export type StatusCode = SessionState['code'];

/** A session whose client is still connected, however little longer. */
export function isLive(session: Session): boolean {
  return session.state.code !== 'terminated';
}

/** Counters are a function of time, so that 126,000 of them cost nothing until somebody looks. */
export interface Traffic {
  /** What had been sent and received when the session began to be counted; may exceed 2^53. */
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

/** The counters of a session at a time, which stand still once it has ended. */
export function countersAt(session: Session, at: number): Counters {
  const until = session.state.code === 'terminated' ? session.state.endedAt : at;
  const seconds = Math.max(0, until - session.establishedAt) / 1000;
  const { before, sentPerSecond, receivedPerSecond } = session.traffic;
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
