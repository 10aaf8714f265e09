import type { AuditEntry } from './audit-entry.ts';
import { isDetail } from './authority.ts';
import { type FailureCode, failureCodes } from './failure.ts';

const opening = 'could not be looked at: ';

/** Says in the detail of a `failed` entry that an endpoint was meant and could not be looked at. */
export function missedDetail(code: FailureCode): string {
  return `${opening}${code}`;
}

/** Why the entry's endpoint could not be looked at; undefined when the entry tells of something else. */
export function missedCode({ kind, detail }: AuditEntry): FailureCode | undefined {
  return kind === 'failed' ? failureCodes.find((code) => isDetail(detail, missedDetail(code))) : undefined;
}
