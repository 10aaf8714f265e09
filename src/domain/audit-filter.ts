import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { sub } from 'date-fns/sub';
import { claimKinds, type EntryKind, entryKinds } from './audit-entry.ts';
import type { ExactTargetRef } from './target.ts';

/** Conditions that entries of the audit log have to meet, besides a person or a text that they are about. */
export interface AuditFilters {
  readonly by?: AuditParty | undefined;
  readonly about?: AuditParty | undefined;
  readonly since?: Since | undefined;
  readonly kind?: ActKind | EntryKind | undefined;
}

/** A person in Slack, or any part of a name. */
export type AuditParty = Extract<ExactTargetRef, { readonly kind: 'person' | 'name' }>;

declare const sinceBrand: unique symbol;
/** How far to look back, as typed: `7d`, `24h`, `90m`, or a date such as `2026-11-20`. */
export type Since = string & { readonly [sinceBrand]: true };

/** The kinds of actions that people ask for, and the kinds of entries in which they are recorded. */
const actKinds = {
  kick: [
    'requested',
    'finished',
    'confirmed',
    'unconfirmed',
    'failed',
    'abandoned',
    'break-glass',
    'stopped',
  ],
  block: ['block-requested', 'blocked', 'block-expired'],
  unblock: ['unblock-requested', 'unblocked'],
  approval: ['approval-requested', 'approved', 'declined', 'withdrawn', 'approval-lapsed'],
  'break-glass': ['break-glass'],
  denied: ['refused', 'turned-away'],
  reconnect: ['returned'],
  failed: ['failed', 'unconfirmed', 'abandoned'],
  name: claimKinds,
} as const satisfies Readonly<Record<string, readonly EntryKind[]>>;
export type ActKind = keyof typeof actKinds;

export const actKindNames = Object.keys(actKinds) as readonly ActKind[];

/** Parses a kind of action, or a kind of entry as the export names it. */
export function parseFilterKind(text: string): ActKind | EntryKind | undefined {
  const word = text.toLowerCase();
  const isKind = (kind: string) => kind === word || `${kind}s` === word;
  return actKindNames.find(isKind) ?? entryKinds.find(isKind);
}

export function entryKindsOf(kind: ActKind | EntryKind): readonly EntryKind[] {
  const act = actKindNames.find((name) => name === kind);
  return act === undefined ? entryKinds.filter((each) => each === kind) : actKinds[act];
}

const units = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;

/** Parses how far to look back: `90m`, `24h`, `7d`, `2w`, or a date. */
export function parseSince(text: string): Since | undefined {
  const word = text.toLowerCase();
  const isSpan = /^[1-9]\d{0,3}[mhdw]$/.test(word);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(word) && isValid(parseISO(word));
  return isSpan || isDate ? (word as Since) : undefined;
}

/** Returns the time from which on entries are wanted. A date begins at midnight in UTC, like the times of entries. */
export function sinceDate(since: Since, now: Date): Date {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(since) ?? [];
  if (unit === undefined || !isUnit(unit)) return new Date(`${since}T00:00:00Z`);
  return sub(now, { [units[unit]]: Number(count) });
}

function isUnit(text: string): text is keyof typeof units {
  return Object.hasOwn(units, text);
}
