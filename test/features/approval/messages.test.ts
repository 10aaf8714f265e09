import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApprovalState } from '../../../src/domain/approval.ts';
import {
  approvalBusyView,
  approvalEndView,
  approvalOverView,
  approvalReminderView,
  approvalUnknownView,
  approvalUnseenView,
  approvalView,
  approvedNotBegunView,
} from '../../../src/features/approval/messages.ts';
import { declineModal } from '../../../src/features/approval/modal.ts';
import { approvalUnshownView } from '../../../src/features/kick/answers.ts';
import { anApproval, approvalStates } from '../../builders/an-approval.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId, correlation, groupId, personId } from '../../builders/ids.ts';
import { someMissing } from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectOpenable, expectPostable } from '../../slack/slack-limits.ts';

const blocksOf = (state: ApprovalState) => JSON.stringify(approvalView(anApproval({ state })).blocks);

test('an open request shows its requester, target, reason and expiry, with both buttons', () => {
  const blocks = blocksOf({ kind: 'open' });

  for (const said of ['<@U0HELGA>', 'svc-backup', 'the key leaked', 'protected: svc-backup', '09:10:00 UTC'])
    expect(blocks).toContain(said);
  expect(blocks).toContain('"action_id":"approve"');
  expect(blocks).toContain('"action_id":"decline"');
});

test('an open request mentions the configured approvers, and otherwise no one else', () => {
  const approvers = { people: [personId('U0ANNA')], groups: [groupId('S0LEADS')] };

  const listed = approvalView(anApproval(), true, approvers).text;
  const anyone = approvalView(anApproval()).text;

  expect(listed).toContain('<!subteam^S0LEADS> or <@U0ANNA> in <#C0HELPDESK> can approve');
  expect(anyone).toContain('Anyone else in <#C0HELPDESK> who can terminate connections can approve');
  expect(anyone.match(/<@U[^>]+>/g)?.every((mention) => mention === '<@U0HELGA>')).toBe(true);
  expect(approvalReminderView(anApproval(), approvers).text).toContain('<!subteam^S0LEADS>');
  expect(approvalReminderView(anApproval()).text).not.toMatch(/<@|<!subteam/);
});

test('an approved request says how many connections there were, if that changed', () => {
  const by = anApproval().requester;
  const at = new Date('2026-11-02T09:05:00Z');
  const textWith = (count: number | undefined) =>
    approvalView(anApproval({ count: 41, state: { kind: 'approved', by, at, count } })).text;

  expect(textWith(39)).toContain('There were 41 connections when requested, 39 when approved.');
  expect(textWith(41)).not.toContain('when approved');
  expect(textWith(undefined)).not.toContain('when approved');
});

test.each(approvalStates)(
  'a request that is $kind offers Request again only if it came to nothing',
  (state) => {
    const isOffered = ['expired', 'clock_set_back', 'abandoned'].includes(state.kind);

    expect(blocksOf(state).includes('"action_id":"approval_again"')).toBe(isOffered);
  },
);

test('an open request says what Approve does in the right number', () => {
  const textWith = (count: number) => approvalView(anApproval({ count })).text;

  expect(textWith(1)).toContain('Approve terminates the connection at once.');
  expect(textWith(2)).toContain('Approve terminates the connections at once.');
});

test('Approve asks for confirmation', () => {
  expect(blocksOf({ kind: 'open' })).toContain('"confirm":{"title"');
});

test.each(approvalStates.slice(1))('a request that is $kind can’t be decided any more', (state) => {
  expect(blocksOf(state)).not.toMatch(/"action_id":"(?:approve|decline)"/);
});

test.each(approvalStates.filter((state) => 'by' in state))(
  'a request that is $kind names who decided',
  (state) => {
    expect(blocksOf(state)).toContain('<@U0OMAR>');
  },
);

test.each(approvalStates)(
  'a late press on a request that is $kind is answered with what became of it',
  (state) => {
    const { text } = approvalOverView(anApproval({ state }));

    if (state.kind === 'approved') expect(text).toContain('<@U0OMAR> already approved');
    expectPostable(approvalOverView(anApproval({ state })));
  },
);

test('an approved kick that could not be started says that Bouncer retries', () => {
  expect(approvedNotBegunView('store_full').text).toBe(
    ':warning: *Approved, but not started.* No connections were terminated. Bouncer retries for two minutes. Bouncer couldn’t write to the audit log: the disk of its database is full. Tell an operator at once.',
  );
});

test('Slack accepts each of these messages, whatever the names and reasons', () => {
  const hostile = fc.record({
    target: hostileText,
    reason: hostileText,
    detail: hostileText,
    state: fc.constantFrom(...approvalStates),
    declined: hostileText,
    name: hostileText,
    missing: someMissing(60),
  });

  fc.assert(
    fc.property(hostile, ({ declined, name, missing, state, ...given }) => {
      const said = state.kind === 'declined' ? { ...state, reason: declined } : state;
      const approval = anApproval({ ...given, state: said, requester: { ...anApproval().requester, name } });
      expectPostable(approvalView(approval));
      expectPostable(approvalEndView(approval));
      expectPostable(approvalOverView(approval));
      expectPostable(approvalUnshownView(approval, botNames));
      expectPostable(approvalUnseenView(missing));
    }),
    { numRuns: 60 },
  );
  expectPostable(approvalBusyView());
  expectPostable(approvalUnknownView());
  const metadata = { channel: channelId('C0A'), channelName: 'a', correlation: correlation('corr-0001') };
  expectOpenable(declineModal(metadata));
});
