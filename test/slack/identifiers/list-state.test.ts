import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockIdFromListState,
  type ListState,
  parseListState,
} from '../../../src/slack/identifiers/list-state.ts';
import { parseCommand } from '../../../src/slack/parse-command.ts';
import { hostileText } from '../hostile-text.ts';
import { someWhom } from './some-whom.ts';

const longestBlockId = 255;
const someState: fc.Arbitrary<ListState> = fc
  .record({
    list: fc.constantFrom('who', 'me', 'history', 'blocks'),
    whom: someWhom,
    on: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,39}$/), { nil: undefined }),
    page: fc.nat({ max: 126_000 }),
  })
  .filter(({ list, whom }) => list === 'who' || whom.kind !== 'group');

test('a list’s state comes back from its block_id as it went in', () => {
  fc.assert(
    fc.property(someState, (state) => {
      expect(parseListState(blockIdFromListState(state))).toEqual(state);
    }),
  );
});

test('the state of any list that can be asked for fits into a block_id', () => {
  const endpoint = 'e'.repeat(40);
  fc.assert(
    fc.property(hostileText, (text) => {
      const parsed = parseCommand(`history ${text} on ${endpoint}`, [endpoint]);
      if (parsed.kind !== 'history') return;

      const blockId = blockIdFromListState({
        list: 'history',
        page: 126_000,
        whom: parsed.whom,
        on: endpoint,
      });
      expect(blockId.length).toBeLessThanOrEqual(longestBlockId);
    }),
  );
});

test.each([`a${'"'.repeat(79)}`, '\\'.repeat(80), '👍'.repeat(80)])(
  'so does that of a look for %s',
  (text) => {
    const parsed = parseCommand(`who ${text}`, []);

    const whom = parsed.kind === 'who' ? parsed.whom : parsed.kind;
    expect(whom).toEqual({ kind: 'text', text });
    const state: ListState = {
      list: 'history',
      whom: { kind: 'text', text },
      on: 'e'.repeat(40),
      page: 126_000,
    };
    expect(blockIdFromListState(state).length).toBeLessThanOrEqual(longestBlockId);
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
  'list["history","group:S0PLATFORM","",0]',
])('%s is the state of no list', (blockId) => {
  expect(parseListState(blockId)).toBeUndefined();
});

test('any text is a state or none, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseListState(`list${text}`)).not.toThrow();
    }),
  );
});
