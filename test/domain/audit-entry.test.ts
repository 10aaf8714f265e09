import { expect, test } from 'vitest';
import { type Authority, alone, authorityFrom, detailWith, isDetail } from '../../src/domain/audit-entry.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
const approved: Authority = { kind: 'approved', by: omar };

test.each([
  [alone, undefined],
  [approved, 'approved by omar (U0OMAR)'],
  [{ kind: 'break_glass' } as const, 'break-glass: without a second person'],
])('%o is what a detail says of it, alone or behind another', (authority, note) => {
  expect(detailWith(undefined, authority)).toBe(note);
  expect(detailWith('one call', authority)).toBe(note === undefined ? 'one call' : `one call; ${note}`);
});

test('recognizes a detail with additions, and no longer text', () => {
  expect(isDetail(detailWith('one call', approved), 'one call')).toBe(true);
  expect(isDetail('one call', 'one call')).toBe(true);
  expect(isDetail('one call too many', 'one call')).toBe(false);
  expect(isDetail(undefined, 'one call')).toBe(false);
});

test('the audit log says who authorized a kick', () => {
  const request = anEntryDraft({ kind: 'requested' });

  expect(authorityFrom(aChain([request]))).toEqual(alone);
  expect(authorityFrom(aChain([anEntryDraft({ kind: 'approved', actor: omar }), request]))).toEqual(approved);
  expect(authorityFrom(aChain([anEntryDraft({ kind: 'break-glass' }), request]))).toEqual({
    kind: 'break_glass',
  });
});
