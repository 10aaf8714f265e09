import { expect, test } from 'vitest';
import { findingLine, jsonFromFindings } from '../../../src/app/cli/doctor.ts';
import { checkNames, ok, wrong } from '../../../src/features/doctor/checks/finding.ts';

const subject = { check: 'channel', subject: '#helpdesk' } as const;

test('a finding is one line, whatever a channel is called', () => {
  const line = findingLine(
    wrong(subject, 'its name is "a\nok      store\u2028b\u001B[2J"', { step: 'rename it' }),
  );

  expect(line.split(/[\n\u2028]/)).toHaveLength(1);
  expect(line).not.toContain('\u001B');
});

test('a line ends with what mends it, and with what is to be typed', () => {
  const line = findingLine(wrong(subject, 'no bot', { step: 'type', exact: '/invite @bouncer' }));

  expect(line).toMatch(/^wrong +channel +#helpdesk: no bot → type: \/invite @bouncer$/);
});

test.each(checkNames)('the check %s stands apart from its subject', (check) => {
  expect(findingLine(ok({ check, subject: 'lab' }, 'sound'))).toMatch(
    new RegExp(`^ok +${check} +lab: sound$`),
  );
});

test('JSON has check, subject, verdict, says and fix, which is absent where nothing is to be mended', () => {
  const json: unknown = JSON.parse(
    jsonFromFindings([ok(subject, 'private'), wrong(subject, 'no bot', { step: 'type', exact: '/invite' })]),
  );

  expect(json).toEqual([
    { check: 'channel', subject: '#helpdesk', verdict: 'ok', says: 'private' },
    { check: 'channel', subject: '#helpdesk', verdict: 'wrong', says: 'no bot', fix: 'type: /invite' },
  ]);
});
