import type { ConnectionId, Correlation, EndpointId, PersonId } from '../domain/ids.ts';

/** A connection that one request is terminating: no other request may, until the lock expires. */
export interface ConnectionLock {
  readonly endpoint: EndpointId;
  readonly connection: ConnectionId;
  readonly by: PersonId;
  /** The request that holds the lock. Acquiring the lock again for the same request is no conflict. */
  readonly correlation: Correlation;
  readonly at: Date;
  /** When the lock expires, even if its holder has crashed. */
  readonly until: Date;
}

/** Identifies a lock, and the request that holds it. */
export type ConnectionLockKey = Pick<ConnectionLock, 'endpoint' | 'connection' | 'correlation'>;

export interface ConnectionLocks {
  /**
   * Acquires the lock unless another request holds an unexpired one. Atomic across processes.
   *
   * @returns The existing lock, if another request (of the same person or not) holds it; undefined if it was acquired.
   * @throws {Failure} `store_unavailable`: the outcome is unknown, so the caller must not act.
   */
  acquire(lock: ConnectionLock): Promise<ConnectionLock | undefined>;

  /** Releases a lock, so that the connection can be tried again. Does nothing if the lock is not held. */
  release(lock: ConnectionLockKey): Promise<void>;
}

/** The processes that share a store, and which of them are known to have ended. */
export interface Processes {
  /** Identifies this process; different after each restart. */
  readonly me: string;

  /** Returns whether a process has certainly ended; false if it is running, or may be. */
  isDead(process: string): boolean;
}
