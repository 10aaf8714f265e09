import type { Failure } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';

/** Where a command leaves what went wrong although the person already has their answer. */
export interface Diagnostics {
  /** @param during What was being done, for example `record refusal`. */
  report(failure: Failure, during: string, correlation: Correlation): void;
}
