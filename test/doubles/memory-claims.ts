import { isInFuture } from '../../src/domain/moment.ts';
import type { Claim, ClaimKey, Claims } from '../../src/ports/claims.ts';

/** Claims that last as long as the process, for tests and rehearsals. */
export class MemoryClaims implements Claims {
  readonly #claims = new Map<string, Claim>();

  async take(claim: Claim): Promise<Claim | undefined> {
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

  async release(claim: ClaimKey): Promise<void> {
    const isHeld = this.#claims.get(keyOf(claim))?.correlation === claim.correlation;
    if (isHeld) this.#claims.delete(keyOf(claim));
  }
}

function keyOf({ endpoint, connection }: ClaimKey): string {
  return `${endpoint} ${connection}`;
}
