import { expect, test } from 'vitest';
import { channelGrants, type Grant } from '../../../src/domain/rules.ts';
import { denialView } from '../../../src/features/connections/denied-message.ts';
import type { DenialReason } from '../../../src/policy/authorize.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId } from '../../builders/ids.ts';
import { aChannelRule } from '../../builders/some-rules.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const secops = aChannelRule({ id: channelId('C0SECOPS') });
const refused = (reason: DenialReason, grant: Grant = 'kick', allowedIn = [secops]) =>
  denialView({ allowed: false, reason, grant, grantedIn: allowedIn, allowedIn }, botNames);

test('says what can’t be done, and which channel allows it', () => {
  const { text } = refused('grant_missing');

  expect(text).toContain('You can’t terminate connections');
  expect(text).toContain('<#C0SECOPS>');
});

test('names no channel that was not looked up for this person', () => {
  const { text } = denialView(
    { allowed: false, reason: 'grant_missing', grant: 'kick', grantedIn: [secops] },
    botNames,
  );

  expect(text).not.toContain('<#C0SECOPS>');
});

test.each<DenialReason>([
  'person_guest',
  'person_outsider',
  'person_unverifiable',
  'approval_own',
  'break_glass_denied',
])('names no other channel for %s, where none would help', (reason) => {
  expect(refused(reason).text).not.toContain('<#');
});

test('renders the denial of each grant, however many channels have it', () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    aChannelRule({ id: channelId(`C${index}ABCDEFGHIJ`) }),
  );

  for (const grant of ['self', ...channelGrants] as const)
    expectPostable(refused('grant_missing', grant, many));
});
