import type { Failure } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';

/** Reports failures of a command that has already answered the person. */
export interface Diagnostics {
  /** @param during What Bouncer was doing, for example `record refusal`. */
  report(failure: Failure, during: string, correlation: Correlation): void;
}
