import { expect, test } from 'vitest';
import { confirmedAfterMs, elapsedText } from '../../src/domain/moment.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

test.each([
  [0, '0 s'],
  [17_999, '17 s'],
  [119_999, '119 s'],
  [120_000, '2 min'],
  [135_400, '2 min 15 s'],
])('%i ms are written as %s', (ms, text) => {
  expect(elapsedText(ms)).toBe(text);
});

test('a confirmation counts from the order, and only once both are recorded', () => {
  const entries = aChain([
    anEntryDraft({ kind: 'requested', at: '2026-11-02T09:00:00.000Z' }),
    anEntryDraft({ kind: 'finished', at: '2026-11-02T09:00:03.000Z' }),
    anEntryDraft({ kind: 'unconfirmed', at: '2026-11-02T09:02:03.000Z' }),
  ]);

  expect(confirmedAfterMs(entries)).toBe(120_000);
  expect(confirmedAfterMs(entries.slice(0, 2))).toBeUndefined();
  expect(confirmedAfterMs(entries.toSpliced(1, 1))).toBeUndefined();
});
