import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clamp, shown, shownBold, shownPlain, shownQuote } from '../../../src/slack/block-kit/escape-text.ts';
import { hostileText, invisible } from '../hostile-text.ts';

const unescaped = /[<>]|&(?!(?:amp|lt|gt);)/;

test.each([
  ['plain text stays as it is', 'bob@example.com', 'bob@example.com'],
  ['markup is escaped', 'a & <b>', 'a &amp; &lt;b&gt;'],
  ['what was escaped before is escaped again, so that it reads as typed', '&lt;', '&amp;lt;'],
  ['a mention stays text', '<!channel>', '&lt;!channel&gt;'],
  ['formatting is shown as code', 'svc_backup_1', '`svc_backup_1`'],
  ['an emoji’s name is shown as code', 'a:tada:', '`a:tada:`'],
  ['a backtick cannot end the code', 'a`*b*', '`aˋ*b*`'],
  ['lines become one', 'bob\n\n> anna', 'bob &gt; anna'],
  ['an override of the reading direction is made visible', 'bob\u202Egnp', 'bob\uFFFDgnp'],
  ['characters of no width are made visible', 'b\u200Bo\u2060b', 'b\uFFFDo\uFFFDb'],
  ['characters that look like nothing are made visible', 'bob\u2800\u034F', 'bob\uFFFD'],
])('%s', (_title, text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('nothing hostile comes through into mrkdwn', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 500 }), (text, most) => {
      for (const safe of [shown(text, most), shownBold(text, most), shownQuote(text, most).slice(2)]) {
        expect(safe).not.toMatch(unescaped);
        expect(safe).not.toMatch(invisible);
        expect(safe.slice(1, -1)).not.toContain('`');
      }
    }),
  );
});

test('text is cut by whole characters, as sent: an entity is never halved', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 500 }), (text, most) => {
      const ellipsisAndCode = 3;

      expect([...shown(text, most)].length).toBeLessThanOrEqual(most + ellipsisAndCode);
      expect([...shownPlain(text, most)].length).toBeLessThanOrEqual(most);
      expect(shownPlain(text, most).isWellFormed()).toBe(true);
    }),
  );
});

test('what formatting stands in is not set in bold as well', () => {
  expect(shownBold('bob')).toBe('*bob*');
  expect(shownBold('b*b')).toBe('`b*b`');
});

test.each([
  ['👍👍👍', 3, '👍👍👍'],
  ['👍👍👍', 2, '👍…'],
  ['', 2, ''],
])('%s, cut to %d characters, is %s', (text, most, expected) => {
  expect(clamp(text, most)).toBe(expected);
});
