import * as approvalAnswer from '../../src/features/approval/messages.ts';
import {
  approvalEndView,
  approvalNameViews,
  approvalReminderView,
  approvalView,
} from '../../src/features/approval/messages.ts';
import { declineModal } from '../../src/features/approval/modal.ts';
import { directView } from '../../src/slack/block-kit/direct-message.ts';
import { anApproval, approvalStates } from '../builders/an-approval.ts';
import { lab } from '../builders/an-endpoint.ts';
import { channelId, correlation, groupId, personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');

const at = new Date('2026-11-02T12:00:00Z');
const metadata = { channel: channelId('C0SECOPS'), channelName: 'secops', openedAt: at, on: undefined };

const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
const decidedAt = new Date('2026-11-02T09:05:00Z');
const approvers = { people: [personId('U0ANNA')], groups: [groupId('S0LEADS')] };

export const approvalSamples = {
  messages: {
    approvedNotBegunView: [approvalAnswer.approvedNotBegunView('store_full')],
    approvalOverView: approvalStates.map((each) =>
      approvalAnswer.approvalOverView(anApproval({ state: each })),
    ),
    approvalBusyView: [approvalAnswer.approvalBusyView()],
    approvalUnknownView: [approvalAnswer.approvalUnknownView()],
    approvalUnseenView: [approvalAnswer.approvalUnseenView(missing)],
    approvalView: [
      approvalView(anApproval({ names: manyNames }), false),
      approvalView(
        anApproval({
          count: 41,
          target: 'bob@example.com, anna@example.com',
          names: 'bob@example.com, anna@example.com',
          detail: '41 sessions on prod-eu, lab; more than 5 sessions; may also be theirs: bob-laptop',
        }),
      ),
      approvalView(anApproval(), true, approvers),
      approvalView(
        anApproval({ count: 41, state: { kind: 'approved', by: omar, at: decidedAt, count: 39 } }),
      ),
      ...approvalStates.map((state) => approvalView(anApproval({ state }))),
    ],
    directView: [directView(approvalView(anApproval({})), channelId('C0HELPDESK'))],
    approvalReminderView: [approvalReminderView(anApproval()), approvalReminderView(anApproval(), approvers)],
    notAgainView: (['unknown', 'not_over', 'unclear'] as const).map(approvalAnswer.notAgainView),
    approvalNameViews: approvalNameViews(anApproval({ names: manyNames })),
    approvalEndView: approvalStates
      .filter(({ kind }) => !['open', 'approved', 'withdrawn'].includes(kind))
      .map((state) => approvalEndView(anApproval({ state }))),
  },
  modals: {
    declineModal: [declineModal({ ...metadata, correlation: correlation('corr-0001') })],
  },
} satisfies Samples;
