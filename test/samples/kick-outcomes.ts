import { notListed } from '../../src/domain/entry-connection.ts';
import type { KickedConnection } from '../../src/domain/kick.ts';
import { connectionListViews } from '../../src/features/kick/connection-lines.ts';
import { kickNoticeView, kickView } from '../../src/features/kick/messages.ts';
import { aBlockReport } from '../builders/a-block-report.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aKick, aKickPart, connectionStates, kickedConnections } from '../builders/a-kick.ts';
import { lab } from '../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { botNames } from '../builders/bot-names.ts';
import { correlation, personId } from '../builders/ids.ts';

type Kind = keyof typeof connectionStates;

const everyKind = Object.keys(connectionStates) as readonly Kind[];
const withStates = (...kinds: readonly Kind[]) => [aKickPart({ connections: kickedConnections(kinds) })];
const onLab = (...kinds: readonly Kind[]) => withStates(...kinds).map((part) => ({ ...part, endpoint: lab }));
const confirmed = aChain([
  anEntryDraft({ kind: 'requested' }),
  anEntryDraft({ kind: 'finished', at: '2026-11-02T09:00:03.000Z' }),
  anEntryDraft({ kind: 'confirmed', at: '2026-11-02T09:00:07.900Z' }),
]);
const unlisted: KickedConnection = {
  connection: aConnection(),
  state: {
    kind: 'ended',
    change: { previous: { code: 'active', message: undefined }, via: [], current: notListed },
  },
};
const fortyTwo = onLab(...Array.from({ length: 40 }, () => 'ended' as const), 'already_gone', 'failed');
const late = aConnection({ endpointId: lab.id, username: 'anna@example.com' });
const everyoneOnLab = { isMany: true, target: 'everyone on lab' };

/** Kicks of one person: in progress, and with every outcome. */
const ofOne = [
  aKick(),
  aKick({ parts: withStates('ended', 'terminating', 'requested') }),
  aKick({ parts: withStates('failed', 'failed', 'ended') }),
  aKick({ parts: [aKickPart({ connections: kickedConnections(['ended']), entries: confirmed })] }),
  aKick({ parts: [aKickPart({ connections: [unlisted], entries: confirmed })] }),
  aKick({
    parts: withStates('ended', 'already_gone'),
    remaining: [aConnection()],
    outOfScope: [lab],
    otherUsers: 2,
  }),
  aKick({ parts: withStates(...everyKind) }),
  aKick({ parts: withStates('not_ended', 'failed', 'unconfirmed') }),
  aKick({ parts: withStates('ended'), unavailable: [{ endpoint: lab, code: 'aws_unreachable' }] }),
  aKick({ parts: withStates('ended'), unrequested: 2 }),
  aKick({
    parts: withStates('ended'),
    authority: { kind: 'approved', by: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } },
    unapproved: [aConnection({ username: 'anna@example.com' })],
  }),
  aKick({ parts: withStates('terminating'), authority: { kind: 'break_glass' } }),
  aKick({ parts: withStates('ended'), authority: { kind: 'break_glass' } }),
  aKick({ parts: [aKickPart({ connections: kickedConnections(['ended']), isUnrecorded: true })] }),
  aKick({ parts: [] }),
];

/** Kicks of many: in progress, and over. */
const ofMany = [
  aKick({
    ...everyoneOnLab,
    parts: onLab('ended', 'ended', 'already_gone', 'terminating', 'requested'),
  }),
  aKick({
    ...everyoneOnLab,
    parts: fortyTwo,
    remaining: [late],
  }),
  aKick({ ...everyoneOnLab, parts: onLab('ended', 'stopped', 'stopped') }),
];

/** Kicks of someone who was blocked at the same time. */
const withBlocks = [
  [aBlockReport({ names: ['bob@example.com'] })],
  [aBlockReport({ names: ['bob@example.com'], endpoints: [lab], until: undefined })],
  [aBlockReport({ names: ['bob@example.com'], state: { kind: 'failed', code: 'blocks_unavailable' } })],
  [aBlockReport({ names: ['bob-laptop'] }), aBlockReport({ names: ['bob@example.com'] })],
].map((blocks) => kickView(aKick({ parts: withStates('ended') }), botNames, blocks));

export const kickOutcomes = [...[...ofOne, ...ofMany].map((kick) => kickView(kick, botNames)), ...withBlocks];

/** The replies that list all connections of a kick whose message shows only some. */
export const connectionLists = connectionListViews(aKick({ ...everyoneOnLab, parts: fortyTwo }), botNames);

const notice = { correlation: correlation('corr-0001'), person: personId('U0BOB'), channelName: 'helpdesk' };

/** Direct messages to the people whose connections were terminated. */
export const kickNotices = [
  kickNoticeView({ ...notice, endpoints: ['prod-eu'], count: 1, reason: undefined }),
  kickNoticeView({ ...notice, endpoints: ['prod-eu', 'lab'], count: 2, reason: 'stale session, user asked' }),
];
