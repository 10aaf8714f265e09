import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listOrders } from '../../../src/domain/arrangement.ts';
import {
  blockIdFromDetails,
  blockIdFromListState,
  type DetailsChoice,
  type ListState,
  parseDetailsBlockId,
  parseDetailsChoice,
  parseListState,
  parsePressedList,
  parseSuggestion,
  parseTerminateButton,
  type Suggestion,
  sortOf,
  stateInButtons,
  valueFromDetailsChoice,
  valueFromSuggestion,
  valueFromTerminateButton,
} from '../../../src/features/connections/payloads.ts';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { aTypedRequest } from '../../builders/a-typed-request.ts';
import { connectionId, endpointId } from '../../builders/ids.ts';
import { someTargetRef } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';

const longestBlockId = 255;
const longestValue = 2_000;
const someState: fc.Arbitrary<ListState> = fc
  .record({
    list: fc.constantFrom('who', 'me', 'history', 'blocks'),
    targetRef: someTargetRef,
    on: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,39}$/), { nil: undefined }),
    page: fc.nat({ max: 126_000 }),
    sort: fc.constantFrom(undefined, ...listOrders),
    lasting: fc.option(
      fc.record({
        kind: fc.constantFrom('older', 'newer'),
        ms: fc.nat(500_000).map((seconds) => seconds * 1_000),
      }),
      { nil: undefined },
    ),
    periodMs: fc.option(
      fc.nat(31_622_400).map((seconds) => seconds * 1_000),
      { nil: undefined },
    ),
  })
  .map((state) => (state.lasting === undefined ? state : { ...state, periodMs: undefined }))
  .filter(({ list, targetRef }) => list === 'who' || targetRef.kind !== 'group');

test('parses a list’s state from its block_id', () => {
  fc.assert(
    fc.property(someState, (state) => {
      const parsed = parseListState(blockIdFromListState(state));
      const { sort, ...rest } = state;
      expect(parsed).toMatchObject(rest);
      expect(parsed && sortOf(parsed)).toBe(sortOf({ ...state, sort }));
    }),
  );
});

test('parses the state of any possible list from each of its buttons', () => {
  const typed = fc.oneof(hostileText, fc.constantFrom('"'.repeat(255), '\\'.repeat(255), '👍'.repeat(255)));
  fc.assert(
    fc.property(typed, someState, (text, { on, page }) => {
      const parsed = parseCommand(`history ${text}`, []);
      if (parsed.kind !== 'history' || parsed.targetRef.kind === 'me') return;

      const { targetRef, periodMs } = parsed;
      const state: ListState = { list: 'history', targetRef, on, page, periodMs };
      const { blockId, valueFor } = stateInButtons(state);
      expect(blockId.length).toBeLessThanOrEqual(longestBlockId);
      expect(valueFor(page + 1).length).toBeLessThanOrEqual(longestValue);
      expect(parsePressedList({ blockId, value: valueFor(page + 1) })).toEqual({ ...state, page: page + 1 });
    }),
  );
});

test.each(['who', `who ${'bob'.repeat(20)} on ${'e'.repeat(40)}`])(
  'keeps the state of “%.20s…” in the block_id',
  (typed) => {
    const parsed = parseCommand(typed, []);
    if (parsed.kind !== 'who') throw new Error(parsed.kind);
    const state: ListState = { list: 'who', targetRef: parsed.targetRef, on: parsed.on, page: 3 };

    expect(stateInButtons(state)).toMatchObject({ blockId: blockIdFromListState(state), isInBlockId: true });
    expect(stateInButtons(state).valueFor(4)).toBe('4');
  },
);

test.each([
  '',
  'list',
  'list[]',
  'other["who","everyone","",0]',
  'list["what","everyone","",0]',
  'list["who","nobody","",0]',
  'list["who","person:bob","",0]',
  'list["who","everyone","",-1]',
  'list["who","everyone","",1.5]',
  'list["who","everyone","",0,0]',
  'list["who","everyone","",0,"","older"]',
  'list["who","everyone","",0,"","older:-5"]',
  'list["who","everyone","",0,"","ancient:5"]',
  'list["history","everyone","",0,"","last:-5"]',
  'list["history","everyone","",0,"","last:7d"]',
  'list["history","group:S0PLATFORM","",0]',
])('parses no state from %s', (blockId) => {
  expect(parseListState(blockId)).toBeUndefined();
});

test('never throws, whatever the block_id', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseListState(`list${text}`)).not.toThrow();
    }),
  );
});

const asOf = new Date('2026-11-02T09:00:00Z');

test('parses the connection, the endpoint and the time from a Terminate button', () => {
  const button = { connection: connectionId(`cvpn-connection-${'f'.repeat(40)}`), on: 'e'.repeat(40), asOf };

  const value = valueFromTerminateButton(button);

  expect(parseTerminateButton(value)).toEqual(button);
  expect(value.length).toBeLessThanOrEqual(2000);
});

test.each(['', '[]', '["bob","lab",0]', '["cvpn-connection-0a","lab"]', '["cvpn-connection-0a","lab","0"]'])(
  'parses no connection from %s',
  (value) => {
    expect(parseTerminateButton(value)).toBeUndefined();
  },
);

test('never throws, whatever the button’s value', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseTerminateButton(text)).not.toThrow();
    }),
  );
});

const someDetails: fc.Arbitrary<DetailsChoice> = fc.record({
  connection: fc.stringMatching(/^cvpn-connection-[0-9a-f]{17}$/).map(connectionId),
  on: fc.option(fc.stringMatching(/^cvpn-endpoint-[0-9a-f]{17}$/).map(endpointId), { nil: undefined }),
});

test('keeps a choice of details within the value of an option, also with a channel before it', () => {
  fc.assert(
    fc.property(someDetails, (choice) => {
      const value = valueFromDetailsChoice(choice);
      expect(parseDetailsChoice(value)).toEqual(choice);
      expect(parseDetailsBlockId(blockIdFromDetails(choice))).toEqual(choice);
      expect(parseDetailsBlockId(value)).toBeUndefined();
      expect(`C0123456789:${value}`.length).toBeLessThanOrEqual(75);
    }),
  );
});

test('leaves the endpoint out of a choice of details if the ids are too long', () => {
  const connection = connectionId(`cvpn-connection-${'a'.repeat(40)}`);
  const on = endpointId(`cvpn-endpoint-${'b'.repeat(40)}`);

  expect(parseDetailsChoice(valueFromDetailsChoice({ connection, on }))).toEqual({
    connection,
    on: undefined,
  });
});

test.each(['', 'bob', 'cvpn-connection-', 'cvpn-connection-1 !', '["cvpn-connection-1"]'])(
  'parses no choice of details from “%s”',
  (value) => {
    expect(parseDetailsChoice(value)).toBeUndefined();
  },
);

const suggestion: Suggestion = {
  ...aTypedRequest({ on: 'prod-eu', length: { kind: 'for', ms: 14_400_000 }, breakGlass: true }),
  targetRef: { kind: 'name', name: 'joanna@example.com' },
};

test('the button of a suggested name carries the whole request', () => {
  expect(parseSuggestion(valueFromSuggestion(suggestion))).toEqual(suggestion);
  const bare = { ...suggestion, on: undefined, length: undefined, breakGlass: false, reason: '' };
  expect(parseSuggestion(valueFromSuggestion(bare))).toEqual(bare);
});

test.each([['a'], ['"'], ['\u0001'], ['👍']])(
  'a long reason of %j is cut to what Slack accepts',
  (character) => {
    const value = valueFromSuggestion({ ...suggestion, reason: character.repeat(4_000) });

    expect(value.length).toBeLessThanOrEqual(1_960);
    expect(parseSuggestion(value)?.reason).toMatch(new RegExp(`^(?:${character})+$`, 'u'));
    expect(parseSuggestion(value)?.targetRef).toEqual(suggestion.targetRef);
  },
);

test.each([
  '',
  '[]',
  '["everyone","","stale","",false,1]',
  '["text:anna","","stale","",false,1]',
  '["name:","","stale","",false,1]',
  '["name:anna","","stale","0h",false,1]',
  '["name:anna","","stale","",1,1]',
])('the value %j names no one', (value) => {
  expect(parseSuggestion(value)).toBeUndefined();
});

test('the default order is not written, so that an earlier version can read the payload', () => {
  const state = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 2 } as const;

  expect(blockIdFromListState({ ...state, sort: 'longest' })).toBe('list["who","everyone","",2]');
});

test('an order that this version does not know is the default', () => {
  const state = parseListState('list["who","everyone","",0,"most_packets"]');

  expect(state && sortOf(state)).toBe('longest');
});
