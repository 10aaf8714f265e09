import * as kickAnswer from '../../src/features/kick/answers.ts';
import * as stop from '../../src/features/kick/listeners.ts';
import { tooManyLeftOutView } from '../../src/features/kick/many-people.ts';
import { kickModal } from '../../src/features/kick/modal.ts';
import { noRetryView } from '../../src/features/kick/open-retry.ts';
import { unpostedModal, unpostedView } from '../../src/features/kick/posting-warning.ts';
import { aKickQuestion } from '../builders/a-kick-question.ts';
import { anApproval } from '../builders/an-approval.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId } from '../builders/ids.ts';
import { afterKicks, kickAnswers, kickErrors, kickModals } from './kick-asks.ts';
import { connectionLists, kickNotices, kickOutcomes } from './kick-outcomes.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T12:00:00Z');
const unposted = { channel: channelId('C0SECOPS'), denial: 'not_in_channel', names: botNames };

export const kickSamples = {
  messages: {
    kickAnswerView: [...kickAnswers, ...afterKicks],
    takenView: [kickAnswer.takenView('U0OMAR', at)],
    kickView: kickOutcomes,
    connectionListViews: connectionLists,
    kickNoticeView: kickNotices,
    tooManyLeftOutView: [tooManyLeftOutView()],
    unpostedView: ['is_archived', 'not_in_channel', 'restricted_action'].map((denial) =>
      unpostedView({ ...unposted, denial }),
    ),
    stoppedView: [stop.stoppedView()],
    noRetryView: (['ended', 'in_progress', 'too_many', 'unknown'] as const).map((kind) =>
      noRetryView({ kind }, botNames),
    ),
    alreadyStoppedView: [stop.alreadyStoppedView('U0OMAR', at)],
    nothingToStopView: [stop.nothingToStopView()],
    approvalUnshownView: [kickAnswer.approvalUnshownView(anApproval(), botNames)],
  },
  modals: {
    kickModal: kickModals,
    unpostedModal: [unpostedModal(kickModal(aKickQuestion()), unposted, true)],
  },
  texts: { 'Errors in the kick modal': kickErrors },
} satisfies Samples;
