import type { Failure, FailureCode } from '../../src/domain/failure.ts';
import type { Correlation } from '../../src/domain/ids.ts';
import type { Diagnostics } from '../../src/ports/app-context.ts';

/** Keeps what was reported, in order. */
export class MemoryDiagnostics implements Diagnostics {
  readonly reports: { readonly code: FailureCode; readonly during: string; readonly correlation: string }[] =
    [];

  report({ code }: Failure, during: string, correlation: Correlation): void {
    this.reports.push({ code, during, correlation });
  }
}
