import type { AuditEntry } from './audit-entry.ts';
import { type FailureCode, failureCodes } from './failure.ts';

const opening = 'not blocked: ';

/** Says in the detail of a `failed` entry why a block was not put up. */
export function notBlockedDetail(code: FailureCode): string {
  return `${opening}${code}`;
}

/** An entry of a later version may know more codes. */
export function notBlockedCode({ detail }: Pick<AuditEntry, 'detail'>): FailureCode {
  return failureCodes.find((code) => detail === notBlockedDetail(code)) ?? 'unexpected';
}
