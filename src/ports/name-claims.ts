import type { NameClaim } from '../domain/name-claim.ts';

/** The approved claims of certificate names. A person has a name at most once, in any spelling. */
export interface NameClaims {
  /** Lists every approved claim, those of one person together. @throws {Failure} `store_…` */
  all(): Promise<readonly NameClaim[]>;
  /** Stores a claim. A claim of the same name by the same person is replaced. @throws {Failure} `store_…` */
  put(claim: NameClaim): Promise<void>;
  /**
   * Removes a claim, unless the person has claimed the name anew since.
   *
   * @returns Whether there was such a claim.
   * @throws {Failure} `store_…`
   */
  remove(claim: NameClaimKey): Promise<boolean>;
}

export type NameClaimKey = Pick<NameClaim, 'person' | 'name' | 'correlation'>;

/** The approved claims, of which the rules always have a recent copy. */
export interface KnownClaims extends NameClaims {
  /**
   * Reads the claims again if the copy in the rules is more than a few seconds old. Everyone who resolves names or
   * decides about an action calls it first. It never throws: if the copy is too old and cannot be renewed, the rules
   * say why.
   */
  refresh(): Promise<void>;
}
