import { blocksView, unblockModal } from '../../src/features/block/blocks-message.ts';
import * as blockAnswer from '../../src/features/block/messages.ts';
import { blockView, unblockView } from '../../src/features/block/messages.ts';
import { blockModal } from '../../src/features/block/modal.ts';
import { aBlockQuestion } from '../builders/a-block-question.ts';
import { aBlockReport } from '../builders/a-block-report.ts';
import { someConnections } from '../builders/a-connection.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId } from '../builders/ids.ts';
import { aBlock } from '../contract/a-block.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T12:00:00Z');
const connections = someConnections(3).map((connection) => ({
  connection,
  endpoint: lab,
  mayTerminate: true,
}));
const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;

const metadata = { channel: channelId('C0SECOPS'), channelName: 'secops', openedAt: at, on: undefined };

const left = { left: [aBlock()], newer: [], unshown: [] };
const state = { list: 'blocks', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;

export const blockSamples = {
  messages: {
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
        { state, endpoints: [anEndpoint(), lab], asOf: at },
      ),
    ],
  },
  modals: {
    blockModal: [blockModal(aBlockQuestion({ connections, unavailable: missing }))],
    unblockModal: [
      unblockModal({
        metadata: {
          ...metadata,
          targetRef: { kind: 'name', name: 'mallory@example.com' },
          digests: undefined,
        },
        removable: [aBlock()],
        left: [aBlock()],
        endpoints: [anEndpoint(), lab],
        minReason: 5,
        reason: '',
      }),
    ],
  },
} satisfies Samples;
