import { isInFuture } from '../../src/domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../src/ports/connection-locks.ts';

/** Claims that last as long as the process, for tests and rehearsals. */
export class MemoryConnectionLocks implements ConnectionLocks {
  readonly #claims = new Map<string, ConnectionLock>();

  async acquire(claim: ConnectionLock): Promise<ConnectionLock | undefined> {
    const accountType = this.#claims.get(keyOf(claim));
    if (accountType === undefined || accountType.until <= claim.at || isInFuture(accountType.at, claim.at)) {
      this.#claims.set(keyOf(claim), claim);
      return undefined;
    }
    if (accountType.correlation !== claim.correlation) return accountType;

    const until = new Date(Math.max(accountType.until.getTime(), claim.until.getTime()));
    this.#claims.set(keyOf(claim), { ...accountType, until });
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
