import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proseFromTyped, wordsFromTyped } from '../../../src/slack/command/words.ts';
import { hostileText } from '../hostile-text.ts';

const meanings = (typed: string) => wordsFromTyped(typed).map(({ at, end, isQuoted, ...meaning }) => meaning);
const text = (...texts: readonly string[]) => texts.map((each) => ({ kind: 'text', text: each }));

test.each([
  ['words are split at any space', ' who\tbob  \u00A0on\u202Flab ', text('who', 'bob', 'on', 'lab')],
  ['quotes hold words together', 'kick "bob baker" now', text('kick', 'bob baker', 'now')],
  ['smart quotes are quotes', 'kick “bob baker” «a b» „c d“', text('kick', 'bob baker', 'a b', 'c d')],
  ['a quote that nothing closes belongs to its word', 'kick "bob baker', text('kick', '"bob', 'baker')],
  ['dashes and apostrophes stay as typed', 'kiosk–1 a−b d’angelo', text('kiosk–1', 'a−b', 'd’angelo')],
  [
    'so does what stands in quotes',
    '“Bob\u00A0Baker” “Kiosk – Lobby”',
    text('Bob\u00A0Baker', 'Kiosk – Lobby'),
  ],
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
  [
    'a link without a label was typed as it stands',
    '<https://bob.example.com/x>',
    text('https://bob.example.com/x'),
  ],
  ['an address without a label is the address', '<mailto:bob@example.com>', text('bob@example.com')],
  ['a telephone number is one word', 'a <tel:+4915112|+49 151 12> b', text('a', '+49 151 12', 'b')],
  ['a link goes on with the text before it', 'CORP\\<mailto:b@x.y|b@x.y> now', text('CORP\\b@x.y', 'now')],
  [
    'a link goes on with the text after it',
    'CN=<http://bob.example.com|bob.example.com>,O=Acme 4h',
    text('CN=bob.example.com,O=Acme', '4h'),
  ],
  [
    'several links and texts without a space are one word',
    'bob_<http://partner.com|partner.com>#EXT#@<http://acme.example|acme.example>',
    text('bob_partner.com#EXT#@acme.example'),
  ],
  [
    'links within quotes are what they show',
    '“CN=<http://bob.example.com|bob.example.com>, O=Acme”',
    text('CN=bob.example.com, O=Acme'),
  ],
  ['a quoted name follows a comma', 'bob,“carl baker” now', text('bob,', 'carl baker', 'now')],
  ['a quote in the middle of a word is a part of it', '5"2 a', text('5"2', 'a')],
  ['*bold* is no part of a word', 'kick *<mailto:b@x.y|b@x.y>* now', text('kick', 'b@x.y', 'now')],
  [
    'nor are _ ~ ` and single quotes',
    "_b@x.y_ ~x~ `b@x.y` 'b@x.y' ‘x’",
    text('b@x.y', 'x', 'b@x.y', 'b@x.y', 'x'),
  ],
  ['nor are several of them', '*_bob_*', text('bob')],
  [
    'a mark without its pair belongs to the word',
    '_bob bob_ *a_ ** o_b',
    text('_bob', 'bob_', '*a_', '**', 'o_b'),
  ],
  ['a mark within quotes belongs to the word', '"_svc_"', text('_svc_')],
  ['a mark on each side of a comma list belongs to it', '*bob*,*anna*', text('*bob*,*anna*')],
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

test('each word knows where it begins and ends in what was typed', () => {
  fc.assert(
    fc.property(hostileText, (typed) => {
      for (const word of wordsFromTyped(typed)) {
        expect(word.at).toBeGreaterThanOrEqual(0);
        expect(word.end).toBeGreaterThan(word.at);
        expect(word.end).toBeLessThanOrEqual(typed.length);
      }
    }),
  );
  expect(wordsFromTyped('“a b”  c').map(({ at }) => at)).toEqual([0, 7]);
  expect(wordsFromTyped('a\u200B \u200Bb <@U0BOB>c').map(({ at }) => at)).toEqual([0, 4, 6, 14]);
  expect(wordsFromTyped('\u200B“a\u200B b”\u200B c').map(({ at, end }) => [at, end])).toEqual([
    [1, 7],
    [9, 10],
  ]);
});

test('halves of characters are spaces: no name holds them', () => {
  expect(meanings('b\uD800ob \uD800anna')).toEqual(text('b', 'ob', 'anna'));
});

test.each([
  ['a zero-width space', '\u200B'],
  ['a left-to-right mark', '\u200E'],
  ['a byte order mark', '\uFEFF'],
  ['an override of the direction', '\u202E'],
  ['an isolate', '\u2066'],
  ['a soft hyphen', '\u00AD'],
  ['a word joiner', '\u2060'],
  ['a tag', '\u{E0041}'],
  ['a variation selector', '\uFE0F'],
  ['a control character', '\u0007'],
])('%s is no part of a word, wherever it stands', (_title, mark) => {
  const typed = `${mark}ki${mark}ck ${mark} ${mark}“${mark}bob baker${mark}”${mark} cvpn-connection-${mark}0abc ${mark}<@U0BOB>`;

  expect(meanings(typed)).toEqual([
    ...text('kick', 'bob baker', 'cvpn-connection-0abc'),
    { kind: 'person', id: 'U0BOB' },
  ]);
});

test('a mention in bold or in quotes is a mention', () => {
  for (const typed of ['*<@U0BOB|bob>*', '_<@U0BOB>_', '`<@U0BOB>`', '"<@U0BOB>"', '“ <@U0BOB> ”'])
    expect(meanings(`kick ${typed} now`)).toEqual([
      ...text('kick'),
      { kind: 'person', id: 'U0BOB' },
      ...text('now'),
    ]);
});

test('a word tells whether it was quoted', () => {
  expect(wordsFromTyped('"a b" c “d” "e').map(({ isQuoted }) => isQuoted)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test.each([
  ['punctuation stays as typed', '  “stale” – user’s wish ', '“stale” – user’s wish'],
  [
    'bare links read as typed',
    'see <https://wiki.example/x?a=1&amp;b=2>',
    'see https://wiki.example/x?a=1&b=2',
  ],
  ['a bare address reads as typed', 'asked by <mailto:b@x.y>', 'asked by b@x.y'],
  ['telephone numbers read as typed', 'call <tel:+4915112|+49 151 12>', 'call +49 151 12'],
  ['bare telephone numbers read as typed', 'call <tel:+4915112>', 'call +4915112'],
  ['links of any kind read as typed', '<ftp://a.example/b>, <sip:a@b.c|a@b.c>', 'ftp://a.example/b, a@b.c'],
  ['links read as typed', 'see <https://wiki.example/x|wiki.example/x>', 'see wiki.example/x'],
  ['entities read as typed', 'a &lt; b &amp; c', 'a < b & c'],
  ['mentions read as typed', 'asked by <@U0BOB|bob> and <!subteam^S0|@ops>', 'asked by @bob and @ops'],
  ['channels read as typed', '<#C0OPS|ops>, <!here> <!channel|channel>', '#ops, @here @channel'],
  ['mentions without a label stay as Slack wrote them', 'asked by <@U0BOB>', 'asked by <@U0BOB>'],
])('in prose %s', (_title, typed, expected) => {
  expect(proseFromTyped(typed)).toBe(expected);
});
