import type { Witness } from '../domain/audit-witness.ts';

/**
 * What the audit log looked like from outside the store, where someone who can change the audit log cannot change it
 * too.
 */
export interface AuditWitnesses {
  /**
   * Returns the newest witnesses, in no particular order; none if nothing was announced yet.
   *
   * @throws {Failure} with a `slack_…` code.
   */
  newest(): Promise<readonly Witness[]>;
}
