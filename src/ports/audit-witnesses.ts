import type { Witness } from '../domain/audit-witness.ts';

/** What was told of the record outside the store, where whoever can change the record cannot change it as well. */
export interface AuditWitnesses {
  /** The newest of them, in no order; none where nothing was told yet. @throws {Failure} with a `slack_…` code. */
  newest(): Promise<readonly Witness[]>;
}
