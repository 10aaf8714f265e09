import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFilterKind, parseSince } from '../../../src/domain/audit-filter.ts';
import {
  auditPageInButtons,
  blockIdFromAuditPageState,
  parseAuditDetails,
  parseAuditPageState,
  valueFromAuditDetails,
} from '../../../src/features/audit/payloads.ts';
import { blockIdFromListState, parseListState } from '../../../src/features/connections/payloads.ts';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { correlation } from '../../builders/ids.ts';
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

const someParty = someTargetRef.filter(
  (targetRef) => targetRef.kind === 'person' || targetRef.kind === 'name',
);
const someFilters = fc.record(
  {
    by: someParty,
    about: someParty,
    since: fc.constantFrom('7d', '24h', '2026-11-20').map((typed) => parseSince(typed)),
    kind: fc.constantFrom('block', 'kick', 'abandoned').map((typed) => parseFilterKind(typed)),
  },
  { requiredKeys: [] },
);

test('filters and the details of an action are read back unchanged', () => {
  const somePage = fc.record({
    targetRef: someTargetRef.filter((targetRef) => targetRef.kind !== 'group'),
    filters: someFilters,
    upTo: fc.option(fc.nat({ max: most }), { nil: undefined }),
    page: fc.nat(),
  });

  fc.assert(
    fc.property(somePage, fc.nat(), (back, detailsPage) => {
      const state = { correlation: correlation('kick-0001'), detailsPage, back };

      expect(parseAuditDetails(valueFromAuditDetails(state))).toEqual(state);
      expect({ filters: {}, ...parseAuditPageState(blockIdFromAuditPageState(back)) }).toEqual(back);
    }),
  );
});

test('a filter of another version is not left out: it would show more than was asked for', () => {
  expect(parseAuditPageState('record["everyone",null,0,{"kind":"of-tomorrow"}]')).toBeUndefined();
  expect(parseAuditDetails('act["everyone",null,0,{"by":"group:S0TEAM"},"kick-0001",0]')).toBeUndefined();
});

test('every button of a page returns its whole query', () => {
  const typed = fc.oneof(hostileText, fc.constantFrom('"'.repeat(255), '\\'.repeat(255), '👍'.repeat(255)));
  fc.assert(
    fc.property(typed, fc.constantFrom(undefined, most), (text, upTo) => {
      const parsed = parseCommand(`audit ${text}`, []);
      if (parsed.kind !== 'audit') return;

      const state = { targetRef: parsed.targetRef, filters: parsed.filters, upTo, page: 99_999 };
      const { filters: given, ...unfiltered } = state;
      const expected = Object.keys(given).length === 0 ? unfiltered : state;
      const { blockId, valueFor } = auditPageInButtons(state);
      expect(blockId.length).toBeLessThanOrEqual(longestBlockId);
      for (const other of [
        { ...state, page: 100_000 },
        { ...state, upTo: 7, page: 0 },
      ]) {
        const value = valueFor(other, '0');
        expect(value.length).toBeLessThanOrEqual(longestValue);
        const details = { correlation: correlation('kick-0001'), detailsPage: 999, back: other };
        expect(valueFromAuditDetails(details).length).toBeLessThanOrEqual(longestValue);
        expect(parseAuditPageState(blockId) ?? parseAuditPageState(value)).toEqual(
          parseAuditPageState(blockId) === undefined ? { ...expected, ...pageOf(other) } : expected,
        );
      }
    }),
  );
});

const pageOf = ({ upTo, page }: { upTo: number | undefined; page: number }) => ({ upTo, page });

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
