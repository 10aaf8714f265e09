import { closedModal, lookingUpModal } from '../../src/slack/block-kit/inputs.ts';
import * as notice from '../../src/slack/block-kit/notice.ts';
import * as misread from '../../src/slack/command/messages.ts';
import { botNames } from '../builders/bot-names.ts';
import { personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T12:00:00Z');
const nameless = { kind: 'nameless', person: personId('U0BOB'), why: 'unknown' } as const;
const unknown = { kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] } as const;

export const slackSamples = {
  messages: {
    expiredListView: [notice.expiredListView(at)],
    outdatedView: [notice.outdatedView()],
    misreadView: [misread.misreadView({ kind: 'unknown_command', typed: 'whoo', closest: 'who' }, botNames)],
    unknownEndpointView: [misread.unknownEndpointView(unknown, 'block')],
    namelessView: [misread.namelessView(nameless)],
    ownNamelessView: [misread.ownNamelessView(nameless)],
    handlesUnverifiableView: [misread.handlesUnverifiableView(['@platform', '@ops'], 'slack_throttled')],
    uninvitedView: [notice.uninvitedView(botNames)],
    otherCommandView: [notice.otherCommandView('/vpnx', botNames)],
    tooLateView: [notice.tooLateView()],
    busyView: [notice.busyView()],
    tooManyView: [notice.tooManyView(10)],
    undoneView: [notice.undoneView('Nobody is ticked.')],
    undoneByStoreView: [notice.undoneByStoreView('store_full')],
    lateView: [notice.lateView()],
    notPassedOnView: [notice.notPassedOnView()],
    lookUpProgressView: [notice.lookUpProgressView({ done: 50, total: 200 })],
  },
  modals: {
    lookingUpModal: [lookingUpModal()],
    closedModal: [closedModal(notice.noticeView('This connection has already ended.').blocks)],
  },
} satisfies Samples;
