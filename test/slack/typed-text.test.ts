import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proseFromTyped, wordsFromTyped } from '../../src/slack/typed-text.ts';
import { hostileText } from './hostile-text.ts';

const meanings = (typed: string) => wordsFromTyped(typed).map(({ at, ...meaning }) => meaning);
const text = (...texts: readonly string[]) => texts.map((each) => ({ kind: 'text', text: each }));

test.each([
  ['words are split at any space', ' who\tbob  \u00A0on\u202Flab ', text('who', 'bob', 'on', 'lab')],
  ['quotes hold words together', 'kick "bob baker" now', text('kick', 'bob baker', 'now')],
  ['smart quotes are quotes', 'kick “bob baker” «a b» „c d“', text('kick', 'bob baker', 'a b', 'c d')],
  ['a quote that nothing closes belongs to its word', 'kick "bob baker', text('kick', 'bob', 'baker')],
  ['dashes of all kinds are hyphens', 'cvpn–connection—1 a−b', text('cvpn-connection-1', 'a-b')],
  ['an apostrophe is straight', 'o’brien', text("o'brien")],
  ['what Slack escaped is meant as typed, once', '&lt;b&gt; &amp;amp;', text('<b>', '&amp;')],
  [
    'an address that Slack linked is the address',
    '<mailto:bob@example.com|bob@example.com>',
    text('bob@example.com'),
  ],
  [
    'a name that Slack took for a site is the name',
    '<http://bob.example.com|bob.example.com>',
    text('bob.example.com'),
  ],
  ['a link without a label is what it links to', '<https://bob.example.com>', text('bob.example.com')],
  ['nothing is no word', ' \n ', []],
])('%s', (_title, typed, expected) => {
  expect(meanings(typed)).toEqual(expected);
});

test('mentions are told by their ids, whatever their labels say', () => {
  expect(meanings('<@U0BOB|anna> <@W0EVE> <!subteam^S0TEAM|@all>')).toEqual([
    { kind: 'person', id: 'U0BOB' },
    { kind: 'person', id: 'W0EVE' },
    { kind: 'group', id: 'S0TEAM' },
  ]);
});

test.each(['<#C0HELPDESK|helpdesk>', '<!here>', '<!channel|@bob>'])('%s is no one', (typed) => {
  expect(meanings(typed)).toEqual([{ kind: 'other_mention' }]);
});

test('a mention that is glued to a word is still a mention', () => {
  expect(meanings('kick<@U0BOB>now')).toEqual([
    { kind: 'text', text: 'kick' },
    { kind: 'person', id: 'U0BOB' },
    { kind: 'text', text: 'now' },
  ]);
});

test('each word knows where it begins in what was typed', () => {
  fc.assert(
    fc.property(hostileText, (typed) => {
      for (const word of wordsFromTyped(typed)) {
        expect(word.at).toBeGreaterThanOrEqual(0);
        expect(typed.slice(word.at).length).toBeGreaterThan(0);
      }
    }),
  );
  expect(wordsFromTyped('“a b”  c').map(({ at }) => at)).toEqual([0, 7]);
});

test('control characters and halves of characters are spaces: no name holds them', () => {
  expect(meanings('b\u0000ob \uD800anna')).toEqual(text('b', 'ob', 'anna'));
});

test.each([
  ['punctuation stays as typed', '  “stale” – user’s wish ', '“stale” – user’s wish'],
  ['links read as typed', 'see <https://wiki.example/x|wiki.example/x>', 'see wiki.example/x'],
  ['entities read as typed', 'a &lt; b &amp; c', 'a < b & c'],
  ['mentions stay as Slack wrote them', 'asked by <@U0BOB|bob>', 'asked by <@U0BOB|bob>'],
])('in prose %s', (_title, typed, expected) => {
  expect(proseFromTyped(typed)).toBe(expected);
});
