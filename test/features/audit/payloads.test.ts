import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  auditPageInButtons,
  blockIdFromAuditPageState,
  parseAuditPageState,
} from '../../../src/features/audit/payloads.ts';
import { blockIdFromListState, parseListState } from '../../../src/features/connections/payloads.ts';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { someTargetRef } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';

const longestBlockId = 255;
const longestValue = 2_000;
const most = Number.MAX_SAFE_INTEGER;

test('the state of a page is read back from its block_id unchanged', () => {
  const someState = fc.record({
    targetRef: someTargetRef.filter((targetRef) => targetRef.kind !== 'group'),
    upTo: fc.option(fc.nat({ max: most }), { nil: undefined }),
    page: fc.nat(),
  });

  fc.assert(
    fc.property(someState, (state) => {
      expect(parseAuditPageState(blockIdFromAuditPageState(state))).toEqual(state);
    }),
  );
});

test('every button of a page returns its whole query', () => {
  const typed = fc.oneof(hostileText, fc.constantFrom('"'.repeat(255), '\\'.repeat(255), '👍'.repeat(255)));
  fc.assert(
    fc.property(typed, fc.constantFrom(undefined, most), (text, upTo) => {
      const parsed = parseCommand(`audit ${text}`, []);
      if (parsed.kind !== 'audit') return;

      const state = { targetRef: parsed.targetRef, upTo, page: 99_999 };
      const { blockId, valueFor } = auditPageInButtons(state);
      expect(blockId.length).toBeLessThanOrEqual(longestBlockId);
      for (const other of [
        { ...state, page: 100_000 },
        { ...state, upTo: 7, page: 0 },
      ]) {
        const value = valueFor(other, '0');
        expect(value.length).toBeLessThanOrEqual(longestValue);
        expect(parseAuditPageState(blockId) ?? parseAuditPageState(value)).toEqual(
          parseAuditPageState(blockId) === undefined ? other : state,
        );
      }
    }),
  );
});

test('a list’s buttons cannot use a page’s state, nor a page’s buttons a list’s state', () => {
  const targetRef = { kind: 'everyone' } as const;

  expect(parseListState(blockIdFromAuditPageState({ targetRef, upTo: 7, page: 0 }))).toBeUndefined();
  expect(
    parseAuditPageState(blockIdFromListState({ list: 'who', targetRef, on: undefined, page: 0 })),
  ).toBeUndefined();
});

test.each([
  '',
  'record',
  'record[]',
  'record["everyone",-1,0]',
  'record["group:S0PLATFORM",1,0]',
  'record["who",1,0]',
])('parses no state from %s', (blockId) => {
  expect(parseAuditPageState(blockId)).toBeUndefined();
});
