import type { AuditLogPage, FoundAct } from '../../src/features/audit/search-audit-log.ts';
import { aChain, anEntryDraft } from './an-entry-draft.ts';

/** A page of the audit log with one action of one entry. */
export function anAuditLogPage(given: Partial<AuditLogPage> = {}): AuditLogPage {
  const acts = aChain([anEntryDraft()]).map((entry): FoundAct => ({ kind: 'act', entries: [entry] }));
  const whole = { hasMore: false, upTo: 1, cutAt: undefined, isNameless: false, limitedTo: undefined };
  return { acts, page: 0, ...whole, ...given };
}
