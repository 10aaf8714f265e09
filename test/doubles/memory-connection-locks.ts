import { isInFuture } from '../../src/domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../src/ports/connection-locks.ts';

/** Claims that last as long as the process, for tests and rehearsals. */
export class MemoryConnectionLocks implements ConnectionLocks {
  readonly #claims = new Map<string, ConnectionLock>();

  async acquire(claim: ConnectionLock): Promise<ConnectionLock | undefined> {
    const standing = this.#claims.get(keyOf(claim));
    if (standing === undefined || standing.until <= claim.at || isInFuture(standing.at, claim.at)) {
      this.#claims.set(keyOf(claim), claim);
      return undefined;
    }
    if (standing.correlation !== claim.correlation) return standing;

    const until = new Date(Math.max(standing.until.getTime(), claim.until.getTime()));
    this.#claims.set(keyOf(claim), { ...standing, until });
    return undefined;
  }

  async release(claim: ConnectionLockKey): Promise<void> {
    const isHeld = this.#claims.get(keyOf(claim))?.correlation === claim.correlation;
    if (isHeld) this.#claims.delete(keyOf(claim));
  }
}

function keyOf({ endpoint, connection }: ConnectionLockKey): string {
  return `${endpoint} ${connection}`;
}
