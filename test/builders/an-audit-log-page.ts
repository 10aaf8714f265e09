import type { AuditLogPage, FoundEntry } from '../../src/domain/audit-entry.ts';
import { aChain, anEntryDraft } from './an-entry-draft.ts';

/** A page of the audit log with one entry. */
export function anAuditLogPage(given: Partial<AuditLogPage> = {}): AuditLogPage {
  const entries = aChain([anEntryDraft()]).map((entry): FoundEntry => ({ kind: 'readable', entry }));
  const whole = { hasMore: false, upTo: 1, cutAt: undefined, isNameless: false, limitedTo: undefined };
  return { entries, page: 0, ...whole, ...given };
}
