import type { Actor } from '../core/audit-entry.ts';
import type { Connection, Status } from '../core/connection.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../core/endpoint.ts';
import type { ConnectionId } from '../core/ids.ts';
import type { Snapshot } from './snapshots.ts';

/** The VPN as AWS lets us see and change it. Every method may throw a {@link Failure} with an `aws_…` code. */
export interface VpnGateway {
  /**
   * Reads connections as they are now: living ones, and those ended in the last 60 minutes. An endpoint without an
   * associated network has none.
   *
   * @param filter What EC2 should narrow the answer to; it heeds case.
   */
  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]>;

  /** Reads every living connection of the endpoint, in a sweep through its pages that begins after this call. */
  sweep(endpoint: Endpoint): Promise<Snapshot>;

  /** Resolves when AWS may be asked to end another connection, at the configured pace. */
  terminationTurn(endpoint: Endpoint): Promise<void>;

  /**
   * Asks AWS to end one connection, or all of one user's on the endpoint (five at most).
   * Success usually means `terminating`: confirm by looking again.
   *
   * @param actor Named in AWS' own records of the call.
   * @throws {Failure} `aws_unanswered` when it may or may not have happened.
   */
  terminate(endpoint: Endpoint, what: Termination, actor: Actor): Promise<TerminationAnswer>;

  /** Reads what AWS knows of the endpoint itself. */
  facts(endpoint: Endpoint): Promise<EndpointFacts>;

  /** Reads the policy by which AWS itself ends connections; the role may not be allowed to (`aws_denied`). */
  authorizationPolicy(endpoint: Endpoint): Promise<AuthorizationPolicy>;

  /** Asks AWS whether it would allow the call, without making it. */
  rehearse(endpoint: Endpoint, call: 'connections' | 'terminate'): Promise<'allowed' | 'denied'>;
}

export type ConnectionFilter =
  | { readonly by: 'username'; readonly usernames: readonly string[] }
  | { readonly by: 'connection'; readonly ids: readonly ConnectionId[] };

export type Termination =
  | { readonly by: 'username'; readonly username: string }
  | { readonly by: 'connection'; readonly id: ConnectionId };

export type TerminationAnswer =
  /** AWS no longer knows the connection, or the user has none. */
  | { readonly kind: 'already_gone'; readonly requestId: string | undefined }
  | {
      readonly kind: 'answered';
      readonly requestId: string | undefined;
      readonly statuses: readonly StatusChange[];
    };

export interface StatusChange {
  readonly id: ConnectionId;
  readonly previous: Status;
  readonly current: Status;
}
