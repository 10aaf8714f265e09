import type { Traffic } from './traffic.ts';

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
