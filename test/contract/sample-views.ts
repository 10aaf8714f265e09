import type { ModalView } from '@slack/types';
import { entryKinds } from '../../src/domain/audit-entry.ts';
import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import type { EntryThread } from '../../src/domain/kick-from-entries.ts';
import { channelGrants } from '../../src/domain/rules.ts';
import * as approvalAnswer from '../../src/features/approval/messages.ts';
import { approvalEndView, approvalNameViews, approvalView } from '../../src/features/approval/messages.ts';
import { declineModal } from '../../src/features/approval/modal.ts';
import { auditLogProblemView, auditNameViews, auditView } from '../../src/features/audit/audit-message.ts';
import { auditLogView } from '../../src/features/audit/messages.ts';
import { blocksView, unblockModal } from '../../src/features/block/blocks-message.ts';
import * as blockAnswer from '../../src/features/block/messages.ts';
import { blockView, unblockView } from '../../src/features/block/messages.ts';
import { blockModal } from '../../src/features/block/modal.ts';
import { denialView } from '../../src/features/connections/denied-message.ts';
import { listView } from '../../src/features/connections/list-message.ts';
import { about } from '../../src/features/doctor/finding.ts';
import { doctorView } from '../../src/features/doctor/messages.ts';
import { endpointsView } from '../../src/features/endpoints/messages.ts';
import { helpView } from '../../src/features/help/messages.ts';
import * as kickAnswer from '../../src/features/kick/answers.ts';
import * as stop from '../../src/features/kick/listeners.ts';
import { tooManyLeftOutView } from '../../src/features/kick/many-people.ts';
import { kickView } from '../../src/features/kick/messages.ts';
import { kickModal } from '../../src/features/kick/modal.ts';
import { unpostedModal, unpostedView } from '../../src/features/kick/posting-warning.ts';
import { reconnectsAuditView, reconnectsView, reconnectView } from '../../src/features/reconnect/messages.ts';
import { teamView } from '../../src/features/who/team-message.ts';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import { directView } from '../../src/slack/block-kit/direct-message.ts';
import { closedModal, lookingUpModal } from '../../src/slack/block-kit/inputs.ts';
import * as notice from '../../src/slack/block-kit/notice.ts';
import * as misread from '../../src/slack/command/messages.ts';
import { aBlockQuestion } from '../builders/a-block-question.ts';
import { aBlockReport } from '../builders/a-block-report.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aConnectionList } from '../builders/a-connection-list.ts';
import { aKick, aKickPart, connectionStates, kickedConnections } from '../builders/a-kick.ts';
import { aKickQuestion } from '../builders/a-kick-question.ts';
import { aPerson } from '../builders/a-person.ts';
import { aReconnectReport } from '../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { aTeamList } from '../builders/a-team-list.ts';
import { anApproval, approvalStates } from '../builders/an-approval.ts';
import { anAuditLogPage } from '../builders/an-audit-log-page.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, correlation, personId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import { aBlock } from './a-block.ts';

const at = new Date('2026-11-02T12:00:00Z');
const everyone = { kind: 'everyone' } as const;
const state = { list: 'who', targetRef: everyone, on: undefined, page: 0 } as const;
const connections = someConnections(3).map((connection) => ({
  connection,
  endpoint: lab,
  mayTerminate: true,
}));
const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');
const nameless = { kind: 'nameless', person: personId('U0BOB'), why: 'unknown' } as const;
const unknown = { kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] } as const;
const left = { left: [aBlock()], newer: [], unshown: [] };

const unposted = { channel: channelId('C0SECOPS'), denial: 'not_in_channel', names: botNames };

/** What Bouncer posts, by the function that makes it. */
export const sampleMessages = {
  approvedNotBegunView: [approvalAnswer.approvedNotBegunView('store_full')],
  approvalUnshownView: [kickAnswer.approvalUnshownView(anApproval(), botNames)],
  approvalOverView: approvalStates.map((each) =>
    approvalAnswer.approvalOverView(anApproval({ state: each })),
  ),
  approvalBusyView: [approvalAnswer.approvalBusyView()],
  approvalUnknownView: [approvalAnswer.approvalUnknownView()],
  approvalUnseenView: [approvalAnswer.approvalUnseenView(missing)],
  approvalView: approvalStates.map((each) =>
    approvalView(anApproval({ state: each, names: manyNames }), botNames),
  ),
  directView: approvalStates.map((each) =>
    directView(
      approvalView(anApproval({ state: each, names: manyNames }), botNames),
      channelId('C0HELPDESK'),
    ),
  ),
  approvalNameViews: approvalNameViews(anApproval({ names: manyNames })),
  approvalEndView: approvalStates.map((each) => approvalEndView(anApproval({ state: each }), botNames)),
  auditView: entryKinds.map((kind) => auditView(storyOf({ kind }))),
  auditNameViews: auditNameViews(storyOf({ target: manyNames })),
  noListView: [blockAnswer.noListView()],
  blockAnswerView: [
    blockAnswer.blockAnswerView({ kind: 'no_name' }, botNames),
    blockAnswer.blockAnswerView(
      { kind: 'none', names: ['mallory@example.com'], ...left },
      botNames,
      'unblock',
    ),
  ],
  notBlockedView: [blockAnswer.notBlockedView('blocks_unavailable')],
  blockView: [
    blockView(aBlockReport()),
    blockView(aBlockReport({ state: { kind: 'failed', code: 'blocks_unavailable' } })),
  ],
  unblockView: [unblockView({ ...aBlockReport(), removed: [aBlock()], reason: 'laptop found', ...left })],
  blocksView: [
    blocksView(
      Array.from({ length: 25 }, () => ({ block: aBlock(), mayUnblock: true })),
      { state: { ...state, list: 'blocks' }, endpoints: [anEndpoint(), lab], asOf: at },
    ),
  ],
  reconnectView: [reconnectView(aReconnectWarning({ mayBlock: true }))],
  doctorView: [
    doctorView([
      about('config', 'bouncer.yml').ok('sound'),
      about('channel', '#helpdesk').warning('odd', { step: 'look' }),
      about('channel', '#leads').wrong('denied', { step: 'give', exact: '{"Effect":"Allow"}' }),
    ]),
  ],
  endpointsView: [
    endpointsView([
      {
        endpoint: lab,
        facts: { kind: 'unknown', code: 'aws_denied' },
        policy: { kind: 'known', policy: { kind: 'none' } },
        live: { kind: 'unknown', code: 'aws_unreachable' },
      },
    ]),
  ],
  helpView: [helpView([], [aChannelRule()], botNames), helpView(['self', ...channelGrants], [], botNames)],
  kickAnswerView: [
    kickAnswer.kickAnswerView({ kind: 'ambiguous', name: 'anna', candidates: connections }, botNames),
    kickAnswer.kickAnswerView(
      {
        kind: 'none',
        targetRef: { kind: 'name', name: 'bob' },
        unavailable: missing,
        unassociated: [lab],
        outOfScope: [lab],
        unresolved: [],
        otherUsers: connections,
        possible: { connections: connections, certificateOnly: [lab] },
      },
      botNames,
    ),
  ],
  takenView: [kickAnswer.takenView('U0OMAR', at)],
  expiredListView: [notice.expiredListView(at)],
  outdatedView: [notice.outdatedView()],
  kickView: [
    kickView(aKick(), botNames),
    kickView(aKick({ isMany: true, target: 'everyone on lab' }), botNames),
    kickView(
      aKick({
        parts: [
          aKickPart({
            connections: kickedConnections(
              Object.keys(connectionStates) as (keyof typeof connectionStates)[],
            ),
          }),
        ],
      }),
      botNames,
    ),
  ],
  listView: [
    listView(aConnectionList({ unavailable: missing }), {
      state,
      filters: [anEndpoint(), lab],
      about: undefined,
      sharedBy: undefined,
    }),
    listView(aConnectionList({ connections: [], total: 0, possible: noPossibleMatches }), {
      state,
      filters: [lab],
      about: '@bob',
      sharedBy: 'helga',
    }),
  ],
  misreadView: [misread.misreadView({ kind: 'unknown_command', typed: 'whoo', closest: 'who' }, botNames)],
  unknownEndpointView: [misread.unknownEndpointView(unknown, 'block')],
  namelessView: [misread.namelessView(nameless)],
  ownNamelessView: [misread.ownNamelessView(nameless)],
  handlesUnverifiableView: [misread.handlesUnverifiableView(['@platform', '@ops'], 'slack_throttled')],
  tooManyLeftOutView: [tooManyLeftOutView()],
  uninvitedView: [notice.uninvitedView(botNames)],
  unpostedView: ['is_archived', 'not_in_channel', 'restricted_action'].map((denial) =>
    unpostedView({ ...unposted, denial }),
  ),
  otherCommandView: [notice.otherCommandView('/vpnx', botNames)],
  tooLateView: [notice.tooLateView()],
  busyView: [notice.busyView()],
  tooManyView: [notice.tooManyView(10)],
  undoneView: [notice.undoneView('Nobody is ticked.')],
  undoneByStoreView: [notice.undoneByStoreView('store_full')],
  lateView: [notice.lateView()],
  notPassedOnView: [notice.notPassedOnView()],
  lookUpProgressView: [notice.lookUpProgressView({ done: 50, total: 200 })],
  reconnectsView: [reconnectsView(aReconnectReport({ mayBlock: true }), botNames)],
  reconnectsAuditView: [reconnectsAuditView(aReconnectReport())],
  auditLogProblemView: [
    auditLogProblemView({
      kind: 'cut',
      head: { seq: 1, hash: 'e'.repeat(64) },
      newest: { seq: 2, hash: 'f'.repeat(64) },
    }),
  ],
  auditLogView: [auditLogView(anAuditLogPage({ hasMore: true }), everyone)],
  denialView: [
    denialView(
      { allowed: false, reason: 'grant_missing', grant: 'kick', grantedIn: [aChannelRule()] },
      botNames,
    ),
  ],
  stoppedView: [stop.stoppedView()],
  alreadyStoppedView: [stop.alreadyStoppedView('U0OMAR', at)],
  nothingToStopView: [stop.nothingToStopView()],
  teamView: [
    teamView(aTeamList({ on: [{ person: aPerson(), connections }] }), state, {
      about: '@platform',
      sharedBy: undefined,
    }),
  ],
} satisfies Readonly<Record<string, readonly MessageView[]>>;

const metadata = { channel: channelId('C0SECOPS'), channelName: 'secops', openedAt: at, on: undefined };

/** The modals that it opens, likewise. */
export const sampleModals = {
  blockModal: [blockModal(aBlockQuestion({ connections, unavailable: missing }))],
  declineModal: [declineModal({ ...metadata, correlation: correlation('corr-0001') })],
  kickModal: [
    kickModal(aKickQuestion()),
    kickModal(aKickQuestion({ mayBlock: true, unavailable: missing, otherUsers: connections })),
  ],
  unpostedModal: [unpostedModal(kickModal(aKickQuestion()), unposted, true)],
  unblockModal: [
    unblockModal({
      metadata: { ...metadata, targetRef: { kind: 'name', name: 'mallory@example.com' }, digests: undefined },
      removable: [aBlock()],
      left: [aBlock()],
      endpoints: [anEndpoint(), lab],
      minReason: 5,
      reason: '',
    }),
  ],
  lookingUpModal: [lookingUpModal()],
  closedModal: [closedModal(notice.noticeView('No such session.').blocks)],
} satisfies Readonly<Record<string, readonly ModalView[]>>;

function storyOf(draft: Parameters<typeof anEntryDraft>[0]): EntryThread {
  const [first, ...rest] = aChain([anEntryDraft(draft)]);
  if (first === undefined) throw new Error('a story has an entry');
  return [first, ...rest];
}
