import { expect, test } from 'vitest';
import { findingLine, jsonFromFindings } from '../../../src/app/cli/doctor.ts';
import { about, checkNames } from '../../../src/features/doctor/finding.ts';

const channel = about('channel', '#helpdesk');

test('a finding is one line, whatever a channel’s name contains', () => {
  const line = findingLine(
    channel.wrong('its name is "a\nok      store\u2028b\u001B[2J"', { step: 'rename it' }),
  );

  expect(line.split(/[\n\u2028]/)).toHaveLength(1);
  expect(line).not.toContain('\u001B');
});

test('a line ends with the fix and with what to type', () => {
  const line = findingLine(channel.wrong('no bot', { step: 'type', exact: '/invite @bouncer' }));

  expect(line).toMatch(/^wrong +channel +#helpdesk: no bot → type: \/invite @bouncer$/);
});

test.each(checkNames)('the check %s is separated from its subject', (check) => {
  expect(findingLine(about(check, 'lab').ok('sound'))).toMatch(new RegExp(`^ok +${check} +lab: sound$`));
});

test('JSON has check, subject, verdict, says and fix, which is absent when nothing has to be fixed', () => {
  const json: unknown = JSON.parse(
    jsonFromFindings([channel.ok('private'), channel.wrong('no bot', { step: 'type', exact: '/invite' })]),
  );

  expect(json).toEqual([
    { check: 'channel', subject: '#helpdesk', verdict: 'ok', says: 'private' },
    { check: 'channel', subject: '#helpdesk', verdict: 'wrong', says: 'no bot', fix: 'type: /invite' },
  ]);
});
