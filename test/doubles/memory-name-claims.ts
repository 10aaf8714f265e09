import type { Failure } from '../../src/domain/failure.ts';
import type { NameClaim } from '../../src/domain/name-claim.ts';
import { isSameName } from '../../src/domain/vpn-name.ts';
import type { NameClaimKey, NameClaims } from '../../src/ports/name-claims.ts';

/** Claims for as long as the test lasts. */
export class MemoryNameClaims implements NameClaims {
  /** Why nothing can be read or written, until it is undefined again. */
  failure: Failure | undefined;
  #claims: readonly NameClaim[] = [];

  async all(): Promise<readonly NameClaim[]> {
    if (this.failure !== undefined) throw this.failure;
    return this.#claims;
  }

  async put(claim: NameClaim): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const others = this.#claims.filter((other) => !isSamePersonsName(other, claim));
    this.#claims = [...others, claim].toSorted((a, b) => a.person.localeCompare(b.person));
  }

  async remove(claim: NameClaimKey): Promise<boolean> {
    if (this.failure !== undefined) throw this.failure;
    const left = this.#claims.filter(
      (other) => !isSamePersonsName(other, claim) || other.correlation !== claim.correlation,
    );
    const wasThere = left.length < this.#claims.length;
    this.#claims = left;
    return wasThere;
  }
}

function isSamePersonsName(one: NameClaimKey, other: NameClaimKey): boolean {
  return one.person === other.person && isSameName(one.name, other.name);
}
