import type { ConnectionRecord, ConnectionUpdate, Observation } from '../domain/connection-record.ts';
import type { ConnectionId, EndpointId } from '../domain/ids.ts';

/**
 * The connections of the last days, for people to look back at. Nothing that acts depends on it: if it fails, kicks and
 * blocks go on without it. Every method may throw a {@link Failure} `history_unavailable`.
 */
export interface ConnectionHistory {
  /**
   * Adds what a source saw to the records. Repeating it changes nothing. A batch need not be atomic: after a failure,
   * some of it may be stored, and it can be repeated.
   */
  record(updates: readonly ConnectionUpdate[]): Promise<void>;

  /** Stores that an endpoint was scanned completely. */
  recordObservation(observation: Observation): Promise<void>;

  /** Returns the records of a period, the latest start first. */
  find(query: HistoryQuery): Promise<HistoryPage>;

  /**
   * Returns the records of these connections that exist, the earliest start first: should two connections have had the
   * same id, the later one is the last.
   */
  ofConnections(
    connections: readonly { readonly endpointId: EndpointId; readonly id: ConnectionId }[],
  ): Promise<readonly ConnectionRecord[]>;

  /** Returns the records of an endpoint whose end is not known. */
  open(endpoint: EndpointId): Promise<readonly ConnectionRecord[]>;

  /** Returns the observations of an endpoint that end in the period, the earliest first. */
  observations(endpoint: EndpointId, since: Date, until: Date): Promise<readonly Observation[]>;

  /**
   * Returns the moment from which on something is known of an endpoint: the earliest `since` of its observations.
   *
   * @returns Undefined if it was never observed.
   */
  knownSince(endpoint: EndpointId): Promise<Date | undefined>;

  /**
   * Removes every record under any of these names, in every spelling.
   *
   * @returns How many connections were removed.
   */
  forget(names: readonly string[]): Promise<number>;

  /**
   * Removes what was last seen, or ended, before this moment. DynamoDB does so by itself.
   *
   * @returns How many records and observations were removed, as far as this is known.
   */
  prune(before: Date): Promise<number>;
}

export interface HistoryQuery {
  readonly by: /** Connections under any of these names, compared as `isSameName` does. */
    | { readonly kind: 'names'; readonly names: readonly string[] }
    /** In any notation. */
    | { readonly kind: 'publicIp'; readonly publicIp: string }
    | { readonly kind: 'endpoint'; readonly endpointId: EndpointId };
  /** Only connections on these are returned and counted; by default, on all endpoints. */
  readonly endpoints?: readonly EndpointId[];
  /** Connections that were active at some time in this period, as `activeUntil` tells. */
  readonly since: Date;
  readonly until: Date;
  readonly limit: number;
}

export interface HistoryPage {
  readonly records: readonly ConnectionRecord[];
  /** Whether there are more than `limit`. */
  readonly isCut: boolean;
}
