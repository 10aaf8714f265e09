import type { Claim, Claims } from '../ports/claims.ts';

/** Claims that last as long as the process, for tests and rehearsals. */
export class MemoryClaims implements Claims {
  readonly #claims = new Map<string, Claim>();

  async take(claim: Claim): Promise<Claim | undefined> {
    const standing = this.#claims.get(keyOf(claim));
    if (standing !== undefined && standing.until > claim.at) return standing;

    this.#claims.set(keyOf(claim), claim);
    return undefined;
  }

  async release(claim: Claim): Promise<void> {
    const standing = this.#claims.get(keyOf(claim));
    const isHeld = standing?.by === claim.by && standing.at.getTime() === claim.at.getTime();
    if (isHeld) this.#claims.delete(keyOf(claim));
  }
}

function keyOf({ endpoint, connection }: Claim): string {
  return `${endpoint} ${connection}`;
}
