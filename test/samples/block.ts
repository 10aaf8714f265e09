import * as blockAnswer from '../../src/features/block/answers.ts';
import { blocksView, unblockModal } from '../../src/features/block/blocks-message.ts';
import { deniedConnectionsView } from '../../src/features/block/denied-connections-message.ts';
import type { ListedBlocks, SeenBlock } from '../../src/features/block/list-blocks.ts';
import { blockView, unblockView } from '../../src/features/block/messages.ts';
import { blockModal, lengthMissingText } from '../../src/features/block/modal.ts';
import type { NothingToUnblock } from '../../src/features/block/unblock.ts';
import type { ListState } from '../../src/features/connections/payloads.ts';
import { aBlockList } from '../builders/a-block-list.ts';
import { aBlockQuestion } from '../builders/a-block-question.ts';
import { aBlockReport } from '../builders/a-block-report.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aDeniedReport } from '../builders/a-denied-report.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, personId } from '../builders/ids.ts';
import { aBlock } from '../contract/a-block.ts';
import type { Samples } from './sample.ts';

const at = new Date('2026-11-02T12:00:00Z');
const until = new Date('2026-11-03T08:30:00Z');
const prod = anEndpoint();
const mallory = 'mallory@example.com';
const laptop = 'mallory-laptop.example.com';
const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };

function listedOn(endpoint: typeof lab, ...connections: readonly ReturnType<typeof aConnection>[]) {
  return connections.map((connection) => ({ connection, endpoint, mayTerminate: true }));
}

const theirs = listedOn(prod, aConnection({ username: mallory }));
const certificates = listedOn(
  lab,
  aConnection({ username: '', commonName: laptop }),
  aConnection({ username: '', commonName: laptop }),
);
const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const gaps = [
  { endpoint: lab, why: 'none' },
  { endpoint: prod, why: 'another' },
] as const;

const metadata = { channel: channelId('C0SECOPS'), channelName: 'secops', openedAt: at, on: undefined };

const skipped = [
  { targetRef: { kind: 'person', person: personId('U0GUS') }, why: 'nameless' },
  { targetRef: { kind: 'person', person: personId('U0ANNA') }, why: 'unverifiable' },
  { targetRef: { kind: 'name', name: 'svc-backup' }, why: 'protected' },
  { targetRef: { kind: 'person', person: personId('U0BOB') }, why: 'unshown' },
] as const;
const team = Array.from({ length: 7 }, (_, index) => `user${index}@example.com`);
const ofSeveral = {
  ...metadata,
  targetRef: {
    kind: 'several',
    targetRef: [mallory, laptop].map((name) => ({ kind: 'name', name }) as const),
  },
  terminatesConnections: true,
} as const;
const none = { left: [], newer: [], unshown: [] };
const older = aBlock({ until, by: omar });
const endless = aBlock({ until: undefined, by: omar });
const state = { list: 'blocks', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;

const ofMallory = { kind: 'person', person: personId('U0MALLORY') } as const;

function blocksOf(
  blocks: readonly SeenBlock[],
  given: Partial<ListState> = {},
  list: Partial<ListedBlocks> = {},
) {
  const isOfPerson = given.targetRef?.kind === 'person';
  const caption = {
    about: isOfPerson ? '<@U0MALLORY>' : undefined,
    name: isOfPerson ? 'mallory' : undefined,
  };
  return blocksView(aBlockList(blocks, list), {
    state: { ...state, ...given },
    endpoints: [prod, lab],
    ...caption,
  });
}

function unblocked(given: Partial<Parameters<typeof unblockView>[0]> = {}) {
  return unblockView({ ...aBlockReport(), removed: [aBlock()], reason: 'laptop found', ...none, ...given });
}

function nothing(given: Partial<Extract<NothingToUnblock, { kind: 'none' }>> = {}) {
  const finding = { kind: 'none' as const, names: [mallory], ...none, ...given };
  return blockAnswer.blockAnswerView(finding, botNames, 'unblock');
}

function askUnblock(given: Partial<Parameters<typeof unblockModal>[0]> = {}) {
  return unblockModal({
    metadata: { ...metadata, targetRef: { kind: 'name', name: mallory }, digests: undefined },
    removable: [aBlock()],
    left: [],
    endpoints: [prod, lab],
    minReason: 5,
    reason: '',
    ...given,
  });
}

export const blockSamples = {
  messages: {
    noListView: [blockAnswer.noListView()],
    blockAnswerView: [
      blockAnswer.blockAnswerView({ kind: 'no_name' }, botNames),
      blockAnswer.blockAnswerView({ kind: 'no_names', skipped }, botNames),
      blockAnswer.blockAnswerView({ kind: 'too_many_names', count: 74 }, botNames),
      nothing({ names: [], skipped }),
      nothing(),
      nothing({ names: [mallory, laptop] }),
      nothing({ left: [older] }),
      nothing({ newer: [aBlock({ by: omar })], unshown: [endless] }),
    ],
    unofferedView: [blockAnswer.unofferedView()],
    notBlockedView: [
      blockAnswer.notBlockedView('audit_unwritable'),
      blockAnswer.notBlockedView('store_unconfirmed'),
    ],
    blockView: [
      blockView(aBlockReport({ state: { kind: 'requested' } })),
      blockView(aBlockReport()),
      blockView(aBlockReport({ names: [mallory, laptop], endpoints: [lab], until: undefined })),
      blockView(aBlockReport({ gaps, certificateOnly: [lab], others: [older] })),
      blockView(aBlockReport({ gaps: [{ endpoint: lab, why: 'applying' }] })),
      blockView(aBlockReport({ gaps: [{ endpoint: lab, why: 'unknown' }], isUnrecorded: true })),
      blockView(aBlockReport({ state: { kind: 'failed', code: 'blocks_unavailable' } })),
      blockView(
        aBlockReport({
          names: [mallory, laptop],
          state: { kind: 'blocked', failed: { names: [laptop], code: 'blocks_unavailable' } },
        }),
      ),
      blockView(aBlockReport({ names: team })),
      blockView(aBlockReport({ state: { kind: 'abandoned' } })),
      blockView(aBlockReport({ state: { kind: 'over' } })),
    ],
    deniedConnectionsView: [
      deniedConnectionsView(aDeniedReport()),
      deniedConnectionsView(aDeniedReport({ attempts: { unreported: 40, total: 41 } })),
      deniedConnectionsView(aDeniedReport({ at: new Date('2026-11-03T11:46:00Z'), attempts: undefined })),
    ],
    unblockView: [
      unblocked(),
      unblocked({ left: [older], newer: [aBlock({ by: omar })], unshown: [endless] }),
    ],
    blocksView: [
      blocksView(aBlockList([{ block: endless, mayUnblock: false }]), {
        state,
        endpoints: [prod, lab],
        about: undefined,
        unblocked: aBlock(),
      }),
      blocksOf([
        { block: aBlock(), mayUnblock: true },
        { block: aBlock({ name: laptop, endpoint: lab.id, until }), mayUnblock: true },
        { block: endless, mayUnblock: false },
      ]),
      blocksOf(
        Array.from({ length: 25 }, () => ({ block: aBlock(), mayUnblock: false })),
        { page: 2 },
        { limitedTo: [lab] },
      ),
      blocksOf(
        [{ block: aBlock(), mayUnblock: true }],
        { targetRef: { kind: 'text', text: 'mal' } },
        { total: 12 },
      ),
      blocksOf([{ block: aBlock(), mayUnblock: true }], { targetRef: ofMallory, on: 'lab' }, { total: 12 }),
      blocksOf(
        [{ block: aBlock(), mayUnblock: true }],
        { targetRef: { kind: 'name', name: mallory } },
        { total: 12 },
      ),
      blocksOf([]),
      blocksOf([], { on: 'lab' }),
      blocksOf([], { targetRef: ofMallory }),
      blocksOf([], { targetRef: { kind: 'name', name: mallory } }),
      blocksOf([], { targetRef: { kind: 'text', text: 'mal' } }),
    ],
  },
  modals: {
    blockModal: [
      blockModal(
        aBlockQuestion({ names: [mallory, laptop], metadata: ofSeveral, connections: theirs, skipped }),
      ),
      blockModal(aBlockQuestion({ names: team, metadata: ofSeveral })),
      blockModal(aBlockQuestion({ similar: theirs, names: ['malory'] })),
      blockModal(aBlockQuestion({ connections: theirs })),
      blockModal(aBlockQuestion({ names: [laptop], connections: certificates, gaps, others: [older] })),
      blockModal(
        aBlockQuestion({
          connections: theirs,
          terminatesConnections: false,
          otherUsers: listedOn(prod, aConnection({ username: 'anna@example.com', commonName: mallory })),
        }),
      ),
      blockModal(
        aBlockQuestion({
          isEverywhere: false,
          endpoints: [lab],
          unavailable: missing,
          possible: { connections: certificates, certificateOnly: [lab] },
        }),
      ),
    ],
    unblockModal: [
      askUnblock({ removable: [aBlock(), aBlock({ name: laptop })], skipped }),
      askUnblock(),
      askUnblock({ left: [older] }),
    ],
  },
  texts: { 'Errors in the block modal': [lengthMissingText] },
} satisfies Samples;
