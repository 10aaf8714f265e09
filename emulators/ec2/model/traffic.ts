import type { Session } from './session.ts';

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
