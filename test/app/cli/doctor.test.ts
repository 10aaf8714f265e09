import { expect, test } from 'vitest';
import { findingLine, jsonFromFindings } from '../../../src/app/cli/doctor.ts';
import { about, checkNames } from '../../../src/features/doctor/finding.ts';

const channel = about('channel', '#helpdesk');

test('prints a finding on one line, whatever a channel’s name contains', () => {
  const line = findingLine(
    channel.wrong('its name is "a\nok      store\u2028b\u001B[2J"', { step: 'rename it' }),
  );

  expect(line.split(/[\n\u2028]/)).toHaveLength(1);
  expect(line).not.toContain('\u001B');
});

test('ends a line with the fix and the text to type', () => {
  const line = findingLine(channel.wrong('no bot', { step: 'type', exact: '/invite @bouncer' }));

  expect(line).toMatch(/^wrong +channel +#helpdesk: no bot → type: \/invite @bouncer$/);
});

test.each(checkNames)('separates the check %s from its subject', (check) => {
  expect(findingLine(about(check, 'lab').ok('sound'))).toMatch(new RegExp(`^ok +${check} +lab: sound$`));
});

test('prints JSON with check, subject, verdict, says and fix, without fix if nothing has to be fixed', () => {
  const json: unknown = JSON.parse(
    jsonFromFindings([channel.ok('private'), channel.wrong('no bot', { step: 'type', exact: '/invite' })]),
  );

  expect(json).toEqual([
    { check: 'channel', subject: '#helpdesk', verdict: 'ok', says: 'private' },
    { check: 'channel', subject: '#helpdesk', verdict: 'wrong', says: 'no bot', fix: 'type: /invite' },
  ]);
});
