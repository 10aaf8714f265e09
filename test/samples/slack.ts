import { type FailureCode, failureCodes } from '../../src/domain/failure.ts';
import type { NamelessWhy } from '../../src/domain/person.ts';
import { failureSentence } from '../../src/slack/block-kit/failure-sentence.ts';
import { closedModal, lookingUpModal } from '../../src/slack/block-kit/inputs.ts';
import * as notice from '../../src/slack/block-kit/notice.ts';
import * as commands from '../../src/slack/command/messages.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T12:00:00Z');
const person = personId('U0BOB');
const unknown = { kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] } as const;

const namelessReasons = Object.keys({
  unconfirmed: '',
  other_domain: '',
  protected: '',
  unknown: '',
} satisfies Record<NamelessWhy, string>) as readonly NamelessWhy[];

type Kind = commands.Misreading['kind'];
const verb = 'kick';

/** One of each, as {@link commands.Misreading} lists them. */
const misreadings = {
  unknown_command: { kind: 'unknown_command', typed: 'frobnicate', meant: undefined },
  takes_nothing: { kind: 'takes_nothing', command: 'endpoints' },
  everyone_blocked: { kind: 'everyone_blocked' },
  break_glass_unused: { kind: 'break_glass_unused', verb: 'block' },
  length_unused: { kind: 'length_unused', verb, typed: '4h' },
  scope_in_reason: { kind: 'scope_in_reason', verb, typed: 'holiday', meant: undefined },
  nobody_named: { kind: 'nobody_named' },
  nobody_to_block: { kind: 'nobody_to_block' },
  nobody_to_unblock: { kind: 'nobody_to_unblock' },
  connection_unblocked: { kind: 'connection_unblocked' },
  group_named: { kind: 'group_named' },
  not_a_person: { kind: 'not_a_person' },
  endpoint_missing: { kind: 'endpoint_missing' },
  everyone_among_several: { kind: 'everyone_among_several' },
  exception: { kind: 'exception' },
  mention_or_reason: { kind: 'mention_or_reason' },
  connection_among_several: { kind: 'connection_among_several' },
  too_many: { kind: 'too_many' },
  too_long: { kind: 'too_long' },
  too_long_together: { kind: 'too_long_together' },
  scope_missing: { kind: 'scope_missing' },
  absurd_length: { kind: 'absurd_length', typed: '2y' },
  unknown_length: { kind: 'unknown_length', typed: '4hh' },
  length_repeated: { kind: 'length_repeated', typed: '2d' },
  length_in_reason: { kind: 'length_in_reason', typed: '4h' },
  scope_repeated: { kind: 'scope_repeated', typed: 'prod-eu' },
  scope_in_text: { kind: 'scope_in_text', typed: 'lab' },
  person_or_reason: { kind: 'person_or_reason', typed: 'anna' },
  open_quote: { kind: 'open_quote', typed: '"bob' },
  endpoint_as_person: { kind: 'endpoint_as_person', typed: 'prod-eu' },
  target_first: { kind: 'target_first', typed: '4h' },
  break_glass_unclear: { kind: 'break_glass_unclear', typed: 'breakglass' },
  filter_repeated: { kind: 'filter_repeated', typed: 'since' },
  since_unclear: { kind: 'since_unclear', typed: 'noon' },
  period_unclear: { kind: 'period_unclear', typed: 'yesterday' },
  period_without_unit: {
    kind: 'period_without_unit',
    typed: '7',
    meant: { text: 'history <@U0BOB|bob> 7d', effect: 'looks' },
  },
  kind_unknown: { kind: 'kind_unknown', typed: 'blok' },
  flag: { kind: 'flag', typed: '--force' },
  person_needed: { kind: 'person_needed' },
  nobody_on_board: { kind: 'nobody_on_board' },
  board_unclear: { kind: 'board_unclear' },
  board_length: { kind: 'board_length', typed: '3d' },
  board_option: { kind: 'board_option', typed: 'tonight' },
  duration_in_history: { kind: 'duration_in_history' },
  duration_in_blocks: { kind: 'duration_in_blocks' },
  duration_for_group: { kind: 'duration_for_group' },
  unknown_duration: { kind: 'unknown_duration', typed: 'lunch' },
  duration_repeated: { kind: 'duration_repeated', typed: '2d' },
} as const satisfies { readonly [K in Kind]: commands.Misreading & { readonly kind: K } };

const misreadViews = [
  ...Object.values(misreadings),
  { kind: 'unknown_command', typed: 'whoo', meant: { text: 'who <@U0BOB|bob>', effect: 'looks' } },
  { kind: 'unknown_command', typed: 'kik', meant: { text: 'kick <@U0BOB|bob> stale', effect: 'asks' } },
  { kind: 'unknown_command', typed: 'kik', meant: { text: 'kick', effect: undefined } },
  { kind: 'scope_in_reason', verb, typed: 'labb', meant: 'lab' },
] as const;

export const slackSamples = {
  messages: {
    expiredListView: [notice.expiredListView(at)],
    outdatedView: [notice.outdatedView()],
    misreadView: misreadViews.map((each) => commands.misreadView(each, botNames)),
    unknownEndpointView: [
      commands.unknownEndpointView({ ...unknown, text: 'backup', known: ['prod-eu', 'lab'] }),
      commands.unknownEndpointView(unknown, '/vpn block'),
    ],
    namelessView: namelessReasons.map((why) => commands.namelessView({ kind: 'nameless', person, why })),
    ownNamelessView: namelessReasons.map((why) =>
      commands.ownNamelessView({ kind: 'nameless', person, why }),
    ),
    handlesUnverifiableView: [
      commands.handlesUnverifiableView(['platform'], 'slack_throttled'),
      commands.handlesUnverifiableView(['platform', 'ops'], 'slack_unreachable'),
    ],
    uninvitedView: [notice.uninvitedView(botNames)],
    sharedView: [notice.sharedView(channelId('C0HELPDESK'))],
    otherCommandView: [notice.otherCommandView('/vpnx', botNames)],
    tooLateView: [notice.tooLateView()],
    busyView: [notice.busyView()],
    tooManyView: [notice.tooManyView(10)],
    undoneView: [notice.undoneView('The reason has to be at least 5 characters long.')],
    undoneByStoreView: [
      notice.undoneByStoreView('store_full'),
      notice.undoneByStoreView('store_unconfirmed'),
    ],
    lateView: [notice.lateView()],
    notPassedOnView: [notice.notPassedOnView()],
    lookUpProgressView: [notice.lookUpProgressView({ done: 50, total: 200 })],
  },
  modals: {
    lookingUpModal: [lookingUpModal()],
    closedModal: [closedModal(notice.noticeView('No active connection found for “bob”.').blocks)],
  },
  texts: {
    'Failures, in a message about what failed': failureCodes.map((code: FailureCode) =>
      failureSentence(code),
    ),
    'Notices before a list or in a modal': [
      commands.unknownHandlesText(['dora']) ?? '',
      commands.unknownHandlesText(['dora', 'emil']) ?? '',
      notice.notOwnText(1) ?? '',
      notice.notOwnText(3) ?? '',
    ],
  },
} satisfies Samples;
