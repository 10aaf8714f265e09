import { expect, test } from 'vitest';
import { type AuditEntry, type EntryDraft, entryKinds } from '../../../src/domain/audit-entry.ts';
import { detailText, statusText } from '../../../src/features/audit/entry-words.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';

function anEntry(draft: Partial<EntryDraft>): AuditEntry {
  const [entry] = aChain([anEntryDraft(draft)]);
  if (entry === undefined) throw new Error('a chain of one has an entry');
  return entry;
}

test.each<[EntryDraft['kind'], string, string]>([
  ['refused', 'grant_missing (kick)', 'This channel can’t terminate connections.'],
  [
    'refused',
    'grant_missing (block), when omar (U0OMAR) approved',
    'Approved by omar, but this channel can’t block people.',
  ],
  [
    'refused',
    'too_many_requests: 1 further request in 5 min',
    'Too many requests: 1 more in 5 min was not processed.',
  ],
  ['finished', 'approved by omar (U0OMAR)', 'Approved by omar'],
  ['requested', 'the sessions listed here', ''],
  [
    'requested',
    'the sessions listed here, of several people; it may be stopped; 41 in all; approved by omar (U0OMAR)',
    'Part of a kick of 41 connections · approved by omar',
  ],
  ['blocked', 'until lifted, on prod-eu', 'Until unblocked, on prod-eu'],
  [
    'blocked',
    'until lifted, on every endpoint; every way to write the user name on lab; does not hold on lab (no connect handler)',
    'Until unblocked, on every endpoint · every spelling of the user name on lab · no effect on lab (no connect handler)',
  ],
  ['unblock-requested', 'bob on every endpoint, until lifted', 'bob on every endpoint, until unblocked'],
  [
    'turned-away',
    'once, last at 2026-11-27T11:46:10.000Z from 203.0.113.51, win; 1 in all',
    'Tried to connect at 2026-11-27 11:46 UTC from 203.0.113.51 (Windows).',
  ],
  [
    'turned-away',
    '3 times, last at 2026-11-27T11:46:10.000Z; 4 in all',
    '3 attempts, the latest at 2026-11-27 11:46 UTC; 4 in total.',
  ],
])('the detail of a %s entry, “%s”, reads “%s”', (kind, detail, text) => {
  expect(detailText(anEntry({ kind, detail }))).toBe(text);
});

test.each(entryKinds)('a detail of a %s entry that no version here has written is shown as it is', (kind) => {
  const detail = 'A sentence of another version.';

  expect(detailText(anEntry({ kind, detail }))).toBe(detail);
});

test('a name that looks like a status code of Bouncer’s is not explained unless it is one', () => {
  expect(statusText([{ code: 'active' }, { code: 'constructor' }])).toBe('active → constructor');
  expect(statusText([{ code: 'active' }, { code: 'stopped' }])).toBe('active → skipped');
  expect(statusText([{ code: 'active' }, { code: 'terminating', message: 'on its way' }])).toContain(
    'AWS: on its way',
  );
});
