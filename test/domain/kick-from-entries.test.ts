import { expect, test } from 'vitest';
import { detailWith } from '../../src/domain/audit-entry.ts';
import { unavailableCode, unavailableDetail } from '../../src/domain/kick-from-entries.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };

test.each([
  ['one person’s kick', { kind: 'alone' }],
  ['an approved kick', { kind: 'approved', by: omar }],
  ['a kick with broken glass', { kind: 'break_glass' }],
] as const)('why an endpoint was missed is read again from the entry of %s', (_, authority) => {
  const detail = detailWith(unavailableDetail('aws_unreachable'), authority) ?? '';
  const [entry] = aChain([anEntryDraft({ kind: 'failed', detail })]);

  expect(entry && unavailableCode(entry)).toBe('aws_unreachable');
});
