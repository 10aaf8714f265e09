import fc from 'fast-check';
import { expect, test } from 'vitest';
import { about, checkNames, type Finding } from '../../../src/features/doctor/finding.ts';
import { doctorView } from '../../../src/features/doctor/messages.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const channel = about('channel', '#helpdesk');

test('shows problems before warnings, and only counts what passed', () => {
  const view = doctorView([
    channel.ok('sound'),
    channel.warning('warned of', { step: 'look' }),
    channel.wrong('wrong indeed', { step: 'fix' }),
  ]);
  const text = JSON.stringify(view.blocks);

  const places = ['1 check passed', 'wrong indeed', 'warned of'].map((words) => text.indexOf(words));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(text).not.toContain('sound');
});

test.each([
  [['ok'], 'No problems found'],
  [['warning', 'ok'], '1 warning'],
  [['wrong', 'wrong'], '2 problems'],
  [['wrong', 'warning', 'warning'], '1 problem and 2 warnings'],
] as const)('the title of findings that are %j is “%s”', (verdicts, title) => {
  const findings = verdicts.map((verdict) =>
    verdict === 'ok' ? channel.ok('sound') : channel[verdict]('found', 'fix it'),
  );

  expect(doctorView(findings).blocks[0]).toMatchObject({ text: { text: title } });
});

test('names a check in words, and keeps punctuation out of code', () => {
  const { blocks } = doctorView([
    about('aws-end', 'prod-eu').wrong('denied', 'set it (`X`, AWS_PROFILE), then go'),
  ]);

  const text = JSON.stringify(blocks);
  expect(text).toContain('*Permission to terminate connections* · prod-eu: denied');
  expect(text).toContain('`AWS_PROFILE`), then go');
});

test.each([
  [['lab'], 'limited to lab'],
  [undefined, undefined],
])('says that a channel is limited to %j', (limitedTo, text) => {
  const blocks = JSON.stringify(doctorView([channel.ok('sound')], limitedTo).blocks);

  expect(/limited to lab/.exec(blocks)?.[0]).toBe(text);
});

test('text to type can be copied unchanged', () => {
  const statement = '{"Effect":"Allow","Resource":"*"}';

  const { blocks } = doctorView([channel.wrong('denied', { step: 'give', exact: statement })]);

  expect(JSON.stringify(blocks)).toContain(JSON.stringify(`\`${statement}\``).slice(1, -1));
});

test('Slack accepts any number of findings with any text', () => {
  const fix = fc.record({ step: hostileText, exact: hostileText });
  const finding: fc.Arbitrary<Finding> = fc.record({
    check: fc.constantFrom(...checkNames),
    subject: hostileText,
    verdict: fc.constantFrom('ok', 'warning', 'wrong'),
    says: hostileText,
    fix,
  });

  fc.assert(
    fc.property(fc.array(finding, { maxLength: 200 }), (findings) => expectPostable(doctorView(findings))),
    { numRuns: 60 },
  );
});
