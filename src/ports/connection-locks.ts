import type { ConnectionId, Correlation, EndpointId, PersonId } from '../domain/ids.ts';

/** A connection on an endpoint that one person is ending: nobody else may, until it lapses. */
export interface ConnectionLock {
  readonly endpoint: EndpointId;
  readonly connection: ConnectionId;
  readonly by: PersonId;
  /** The request that the claim serves: taking it again for the same request is no conflict. */
  readonly correlation: Correlation;
  readonly at: Date;
  /** A claim outlives a crash of its holder only until here. */
  readonly until: Date;
}

/** Which claim, of which request. */
export type ConnectionLockKey = Pick<ConnectionLock, 'endpoint' | 'connection' | 'correlation'>;

export interface ConnectionLocks {
  /**
   * Takes the claim unless a living one stands; atomic across processes.
   *
   * @returns The claim that stands instead, where another request (of the same person or not) holds one.
   * @throws {Failure} `store_unavailable`: nothing is known, so nothing may be done.
   */
  acquire(claim: ConnectionLock): Promise<ConnectionLock | undefined>;

  /** Gives a claim back, so that the act can be tried again. Nothing happens when it is not held. */
  release(claim: ConnectionLockKey): Promise<void>;
}
