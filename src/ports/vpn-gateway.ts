import type { Actor } from '../domain/audit-entry.ts';
import type { Connection, Status } from '../domain/connection.ts';
import type { StaleReason } from '../domain/connection-list.ts';
import type { Target } from '../domain/connection-search.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../domain/endpoint.ts';
import type { Found, Life } from '../domain/found-connections.ts';
import type { ConnectionId } from '../domain/ids.ts';

/**
 * What the bot last read of whole endpoints, shared by everyone who looks. It is for looking alone: the context that
 * acts are decided in has none of it.
 */
export interface Snapshots {
  /**
   * Gives the latest snapshot of an endpoint, however old, and has it refreshed for the next one who looks; where that
   * fails, the snapshot says so. The first is waited for: after `patienceMs`, the part of it that has been read by then is given.
   *
   * @throws {Failure} with an `aws_…` code, when there is nothing to give.
   */
  recent(endpoint: Endpoint, ask: SnapshotAsk): Promise<Snapshot>;

  /**
   * Asks EC2 for a few connections alone. Those who ask for the same within two seconds share one answer, unless sessions
   * on the endpoint were lately asked to end.
   *
   * @throws {Failure} with an `aws_…` code.
   */
  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]>;
}

/** How new a list has to be, and how long it may take. */
export interface Freshness {
  /** `newest` for somebody who asks for what has changed: as far as EC2's request limit allows, nothing older will do. */
  readonly age: 'lately' | 'newest';
  /** How long to wait for an endpoint that nobody has looked at lately, until what is there of it will do. */
  readonly patienceMs: number;
}

/** For those who need all of a list, and can wait for it. */
export const whole: Freshness = { age: 'lately', patienceMs: Number.POSITIVE_INFINITY };

export interface SnapshotAsk extends Freshness {
  /** Connections that ended within the last 60 minutes are kept only when they are asked for. */
  readonly life: Life;
}

/** The connections of one endpoint, as one scan through its pages read them. */
export interface Snapshot {
  /** When the scan began: nothing in it is older. */
  readonly asOf: Date;
  /** How many connections someone may be on. */
  readonly live: number;
  /** How far the scan is, while it still runs: whoever is not here may be on all the same. */
  readonly progress: Progress | undefined;
  /** Whether no network is associated with the endpoint: nobody can be on then, and AWS lists nobody, nor who was. */
  readonly isUnassociated: boolean;
  /** Why it is old, where it could not be read again. */
  readonly unrefreshed: StaleReason | undefined;
  select(target: Target, life: Life): Found;
}

export interface Progress {
  readonly read: number;
  /** How many there were the last time; unknown at the first. */
  readonly about: number | undefined;
}

/** The VPN as AWS lets us see and change it. Every method may throw a {@link Failure} with an `aws_…` code. */
export interface VpnGateway {
  /**
   * Reads connections as they are now: living ones, and those ended in the last 60 minutes. An endpoint without an
   * associated network has none.
   *
   * @param filter What EC2 should narrow the answer to; it heeds case.
   */
  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]>;

  /** Reads every living connection of the endpoint, in a scan through its pages that begins after this call. */
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
