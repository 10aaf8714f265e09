import type { Arrangement } from '../domain/arrangement.ts';
import type { Actor } from '../domain/audit-entry.ts';
import type { Connection, Status } from '../domain/connection.ts';
import type { ConnectionPhase, Found, StaleReason } from '../domain/connection-list.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../domain/endpoint.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Target } from '../domain/target.ts';

/**
 * The latest snapshots of whole endpoints, shared by everyone who reads. They are for reading only: the context of a
 * use case that acts has none.
 */
export interface Snapshots {
  /**
   * Returns the latest snapshot of an endpoint, however old, and starts a refresh for the next reader. If the refresh
   * fails, the snapshot says so. The first snapshot is waited for: after `patienceMs`, the part that has been read by
   * then is returned.
   *
   * @throws {Failure} with an `aws_…` code, if there is nothing to return.
   */
  recent(endpoint: Endpoint, ask: SnapshotAsk): Promise<Snapshot>;

  /**
   * Asks EC2 for the matching connections only. Identical requests within two seconds share one response, unless
   * Bouncer recently asked AWS to terminate connections on the endpoint.
   *
   * @param age If `any`, the latest response to an identical request is returned, however old it is.
   * @throws {Failure} with an `aws_…` code.
   */
  connections(
    endpoint: Endpoint,
    filter: ConnectionFilter,
    age?: Freshness['age'],
  ): Promise<readonly Connection[]>;
}

/** How recent a list has to be, and how long it may take. */
export interface Freshness {
  /**
   * `newest` is for someone who asks what has changed: they get nothing older than EC2's request limit requires. `any` is
   * for showing again what someone has just seen: EC2 is not asked if there is a complete snapshot.
   */
  readonly age: 'lately' | 'newest' | 'any';
  /** How long to wait for an endpoint that nobody has read lately, before the part read so far is used. */
  readonly patienceMs: number;
}

/** For callers that need a complete list and can wait for it. */
export const whole: Freshness = { age: 'lately', patienceMs: Number.POSITIVE_INFINITY };

export interface SnapshotAsk extends Freshness {
  /** Connections that ended within the last 60 minutes are kept only when they are asked for. */
  readonly phase: ConnectionPhase;
  /** Whether nobody waits for it: then no action ever waits for a scan that was begun for it. */
  readonly isBackground?: boolean;
}

/** The connections of one endpoint, as one scan through its pages read them. */
export interface Snapshot {
  /** When the scan began: nothing in the snapshot is older. */
  readonly asOf: Date;
  /** How many connections are live, which someone may be using. */
  readonly live: number;
  /** Progress of the scan while it is still running: someone who is not in the snapshot may still be connected. */
  readonly progress: Progress | undefined;
  /**
   * Whether no network is associated with the endpoint: nobody can be connected then, and AWS lists no connections,
   * not even ended ones.
   */
  readonly isUnassociated: boolean;
  /** Why the snapshot is stale, if it could not be refreshed. */
  readonly stale: StaleReason | undefined;
  /** Whether the snapshot is old, and a newer one is being read. */
  readonly isRefreshing: boolean;
  select(target: Target, phase: ConnectionPhase, arrangement?: Arrangement): Found;
}

export interface Progress {
  readonly read: number;
  /** How many connections the previous scan found; undefined during the first scan. */
  readonly about: number | undefined;
}

/** The VPN as AWS lets Bouncer see and change it. Every method may throw a {@link Failure} with an `aws_…` code. */
export interface VpnGateway {
  /**
   * Reads the current connections: live ones, and those that ended in the last 60 minutes. An endpoint without an
   * associated network has none.
   *
   * @param filter Narrows EC2's response. EC2's filter is case-sensitive.
   */
  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]>;

  /** Reads every live connection of the endpoint, in a scan that begins after this call. */
  scan(endpoint: Endpoint): Promise<Snapshot>;

  /** Resolves when AWS may be asked to terminate another connection, at the configured rate. */
  terminationTurn(endpoint: Endpoint): Promise<void>;

  /**
   * Asks AWS to terminate one connection, or all of one user's on the endpoint (five at most). Success usually means
   * `terminating`: confirm by reading the connection again.
   *
   * @param actor Named in AWS' own logs of the call.
   * @throws {Failure} `aws_unanswered` if the connection may or may not have been terminated.
   */
  terminate(endpoint: Endpoint, what: Termination, actor: Actor): Promise<TerminationAnswer>;

  /** Reads AWS' description of the endpoint itself. */
  facts(endpoint: Endpoint): Promise<EndpointFacts>;

  /** Reads the policy by which AWS itself terminates connections. The role may not be allowed to (`aws_denied`). */
  authorizationPolicy(endpoint: Endpoint): Promise<AuthorizationPolicy>;

  /**
   * Counts the networks that are associated with the endpoint, which decide how many connections it may have: see
   * `connectionLimit`. The role may not be allowed to (`aws_denied`).
   */
  networks(endpoint: Endpoint): Promise<number>;

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
