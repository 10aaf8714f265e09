import fc from 'fast-check';
import { expect, test } from 'vitest';
import { helpView } from '../../../src/features/help/messages.ts';
import { context, header, messageView, section } from '../../../src/slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../../src/slack/block-kit/escape-text.ts';
import { noticeView, withNotice } from '../../../src/slack/block-kit/notice.ts';
import { aHelp } from '../../builders/a-help.ts';
import { botNames } from '../../builders/bot-names.ts';
import { hostileText } from '../hostile-text.ts';
import { expectPostable } from '../slack-limits.ts';

test('the text of a message holds the title, and then what its blocks say', () => {
  const view = messageView('2 connections', [
    header('2 connections'),
    context('prod-eu · as of <!date^1793610000^{time_secs}|09:00:00 UTC>'),
    section('*bob@example.com*  user name · prod-eu\non for 1 h'),
    { type: 'section', fields: [{ type: 'mrkdwn', text: '*Who*\n<@U0HELGA> (helga)' }] },
    { type: 'actions', elements: [] },
  ]);

  expect(view.text.split('\n')).toEqual([
    '2 connections',
    'prod-eu · as of 09:00:00 UTC',
    'bob@example.com  user name · prod-eu',
    'on for 1 h',
    'Who',
    '<@U0HELGA> (helga)',
  ]);
});

test('what is said in one sentence is there once', () => {
  const text = ':x: *Nothing was done.* Try again.';

  expect(noticeView(text).text).toBe(text);
  expect(messageView('Nothing was done.', [section(':x: Nothing was done.')]).text).toBe('Nothing was done.');
});

test('a notice before an answer is in its text, behind the title', () => {
  const answer = messageView('1 connection', [section('the row')]);

  expect(withNotice(answer, 'the notice').text).toBe('1 connection\nthe notice\nthe row');
});

test('help can be read without its blocks', () => {
  expect(helpView(aHelp({ granted: ['self'] }), botNames).text).toContain('`/vpn me`  Your own connections');
});

test('a name in code keeps the marks that keep it from being read as formatting', () => {
  expect(messageView('title', [section(`*1* of ${shown('*bob*')}`)]).text).toBe('title\n1 of `*bob*`');
});

test('a text that is too long ends in a whole name, entity, mention or code', () => {
  const whole = fc.oneof(
    hostileText.map((text) => shownBold(text)),
    fc.constantFrom('<@U0HELGA>', '&amp;&lt;&gt;', '<!date^1793610000^{time}|09:00 UTC>', '`*a*`'),
  );
  const texts = fc.noShrink(fc.array(whole, { minLength: 30, maxLength: 120, size: 'max' }));

  fc.assert(
    fc.property(texts, hostileText, (parts, title) => {
      const sections = [parts.slice(0, 40), parts.slice(40, 80), parts.slice(80)];
      const blocks = sections.flatMap((those) => (those.length === 0 ? [] : [section(those.join(' '))]));
      const view = messageView(shown(title), blocks);
      const lines = view.text.split('\n');
      expect(lines.every((line) => (line.match(/`/g)?.length ?? 0) % 2 === 0)).toBe(true);
      expectPostable(fits(view));
    }),
    { numRuns: 60 },
  );
});

/** Blocks that are too long together are no matter here. */
function fits(view: ReturnType<typeof messageView>) {
  return { ...view, blocks: view.blocks.slice(0, 1) };
}

test('of a long message, as much is kept as Slack advises', () => {
  const long = messageView('title', [section('a'.repeat(2_999)), section('b'.repeat(2_999))]);

  expect([...long.text].length).toBeGreaterThan(3_990);
  expect([...long.text].length).toBeLessThanOrEqual(4_000);
  expect(long.text.endsWith('…')).toBe(true);
});
