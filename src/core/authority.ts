import type { Actor, AuditEntry } from './audit-entry.ts';

/** On whose word a kick goes ahead. */
export type Authority =
  /** The one who asked needs nobody. */
  | { readonly kind: 'alone' }
  /** A second person agreed. */
  | { readonly kind: 'approved'; readonly by: Actor }
  /** It would have needed a second person, and the one who asked may do without in an emergency. */
  | { readonly kind: 'break_glass' };

export const alone: Authority = { kind: 'alone' };

/** Reads in the record on whose word a request went ahead. */
export function authorityFrom(entries: readonly AuditEntry[]): Authority {
  const approved = entries.find(({ kind }) => kind === 'approved');
  if (approved !== undefined) return { kind: 'approved', by: approved.actor };
  return entries.some(({ kind }) => kind === 'break-glass') ? { kind: 'break_glass' } : alone;
}

const separator = '; ';

/** Adds the authority to the detail of an entry, so that each entry of a kick names both people. */
export function detailWith(detail: string | undefined, authority: Authority): string | undefined {
  const parts = [detail, noteOf(authority)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(separator);
}

/** Says whether the detail of an entry is this one, whatever authority was added to it. */
export function isDetail(told: string | undefined, detail: string): boolean {
  return told === detail || (told?.startsWith(detail + separator) ?? false);
}

/** A person as details name them: readable, and sure to be found again. */
export function personText({ id, name }: Actor): string {
  return `${name} (${id})`;
}

function noteOf(authority: Authority): string | undefined {
  switch (authority.kind) {
    case 'alone':
      return undefined;
    case 'approved':
      return `approved by ${personText(authority.by)}`;
    case 'break_glass':
      return 'break-glass: without a second person';
  }
}
