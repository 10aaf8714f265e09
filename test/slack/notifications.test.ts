import { beforeEach, expect, test } from 'vitest';
import { people } from '../../emulators/people.ts';
import { entryKinds } from '../../src/domain/audit-entry.ts';
import type { EntryThread } from '../../src/domain/kick-from-entries.ts';
import { approvalEndView, approvalNameViews, approvalView } from '../../src/features/approval/messages.ts';
import { auditLogProblemView, auditNameViews, auditView } from '../../src/features/audit/audit-message.ts';
import { blockView, unblockView } from '../../src/features/block/messages.ts';
import { blockIdFromListState, type ListState } from '../../src/features/connections/payloads.ts';
import { kickView } from '../../src/features/kick/messages.ts';
import { reconnectsAuditView, reconnectsView, reconnectView } from '../../src/features/reconnect/messages.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import { type MessagePoster, messagePoster } from '../../src/slack/message-poster.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aKick, aKickPart, connectionStates, kickedConnections } from '../builders/a-kick.ts';
import { aPerson } from '../builders/a-person.ts';
import { aReconnectReport } from '../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { anApproval, approvalStates } from '../builders/an-approval.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { botNames } from '../builders/bot-names.ts';
import { correlation, groupId, personId } from '../builders/ids.ts';
import { aBlock } from '../contract/a-block.ts';
import { anApp } from '../doubles/an-app.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aWorkspace, type TestWorkspace } from './a-workspace.ts';
import { deliverTo } from './deliver-to.ts';
import { memoryListenerDeps } from './memory-listener-deps.ts';

const channel = 'C0HELPDESK';
const [actor, approver] = ['U0HELGA', 'U0OMAR'];
const anna = { id: 'U0ANNA', name: 'anna', team: 'T0HOME' };
const omar = { id: approver, name: 'omar', team: 'T0HOME' };
const at = new Date('2026-11-02T12:00:00Z');

let workspace: TestWorkspace;
let poster: MessagePoster;

/** Everybody is in the channel, so that whoever is mentioned is notified. */
beforeEach(async () => {
  workspace = await aWorkspace();
  workspace.slack.control.changeChannel({ id: channel, members: people.map(({ id }) => id) });
  poster = messagePoster(workspace.posting, new MovedClock());
});

async function notifiedBy(views: readonly MessageView[]): Promise<readonly string[]> {
  for (const view of views) await poster.post(channel, view);
  const recipients = workspace.slack.control.notifications().map(({ recipient }) => recipient);
  return [...new Set(recipients)].toSorted();
}

test.each<[string, ListState['targetRef']]>([
  ['everyone', { kind: 'everyone' }],
  ['one person', { kind: 'person', person: personId('U0BOB') }],
  ['a user group', { kind: 'group', group: groupId('S0PLATFORM') }],
])('a shared list of %s notifies nobody', async (_, targetRef) => {
  const view = await sharedList(targetRef);

  expect(await notifiedBy([view])).toEqual([]);
});

test('a shared list of a user group names the group, its members and who shared it', async () => {
  const said = JSON.stringify((await sharedList({ kind: 'group', group: groupId('S0PLATFORM') })).blocks);

  for (const name of ['@platform', 'bob', 'anna', 'lena', 'shared by helga', '40 more members'])
    expect(said).toContain(name);
});

test('a shared list of one person names them and who shared it', async () => {
  const said = JSON.stringify((await sharedList({ kind: 'person', person: personId('U0BOB') })).blocks);

  expect(said).toMatch(/"text":"bob · .* · shared by helga"/);
});

/** Bob is connected, Anna is not, Lena has no address, and of 40 others the workspace says nothing. */
async function sharedList(targetRef: ListState['targetRef']): Promise<MessageView> {
  const deps = memoryListenerDeps(anApp(someConnections(2, { username: 'bob@example.com' })));
  const { people, groups } = deps.app.directory;
  const lena = aPerson({ id: personId('U0LENA'), name: 'lena', email: undefined });
  for (const person of [aPerson({ id: personId(anna.id), name: anna.name, email: 'anna@example.com' }), lena])
    people.set(person.id, person);
  const others = Array.from({ length: 40 }, (_, n) => personId(`U0OTHER${n}`));
  groups.set(groupId('S0PLATFORM'), ['U0BOB', 'U0ANNA', 'U0LENA'].map(personId).concat(others));
  deps.app.directory.handles.set(groupId('S0PLATFORM'), 'platform');

  const state: ListState = { list: 'who', targetRef, on: undefined, page: 0 };
  await deliverTo(deps).press({
    action_id: actionIds.share,
    block_id: blockIdFromListState(state),
    value: '0',
  });
  expect(deps.poster.sent).toMatchObject([{ how: 'post', place: channel }]);
  return deps.poster.views[0] ?? { text: '', blocks: [] };
}

const othersBlock = aBlock({ by: anna });
const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');

test.each<[string, readonly MessageView[], readonly string[]]>([
  [
    'a kick, however its sessions stand',
    [kickView(aKick({ parts: [partInEveryState()] }), botNames)],
    [actor],
  ],
  [
    'a kick that was approved',
    [kickView(aKick({ authority: { kind: 'approved', by: omar } }), botNames)],
    [actor, approver],
  ],
  [
    'a kick that broke the glass',
    [kickView(aKick({ authority: { kind: 'break_glass' } }), botNames)],
    [actor],
  ],
  ['a reconnect', [reconnectView(aReconnectWarning())], [actor]],
  [
    'reconnects of many',
    [reconnectsView(aReconnectReport(), botNames), reconnectsAuditView(aReconnectReport())],
    [actor],
  ],
  ['a block, and blocks of others on the same name', [blockView(aBlockReport())], [actor]],
  [
    'an unblock that leaves blocks of others',
    [
      unblockView({
        ...aBlockReport(),
        removed: [aBlock()],
        left: [othersBlock],
        newer: [othersBlock],
        unshown: [],
        reason: undefined,
      }),
    ],
    [actor],
  ],
  [
    'a request for approval, whatever became of it',
    approvalStates.flatMap((state) => [
      approvalView(anApproval({ state })),
      approvalEndView(anApproval({ state })),
    ]),
    [actor, approver],
  ],
  ['names in the thread of a request', approvalNameViews(anApproval({ names: manyNames })), []],
  ['a disagreement of the record', [auditLogProblemView(disagreement())], []],
  ['audit entries of every kind', entryKinds.map((kind) => auditView(storyOf({ kind }))), [actor]],
  [
    'an audit entry of a second person',
    [auditView(storyOf({ kind: 'approval-requested' }, { kind: 'declined', actor: omar }))],
    [actor, approver],
  ],
  ['names in the thread of an audit entry', auditNameViews(storyOf({ target: manyNames })), []],
])('%s notifies its actor and its approver at most', async (_, views, expected) => {
  expect(views.length).toBeGreaterThan(0);
  expect(await notifiedBy(views)).toEqual(expected);
});

function partInEveryState() {
  const kinds = Object.keys(connectionStates) as (keyof typeof connectionStates)[];
  const connections = kickedConnections(kinds).map((session) =>
    session.state.kind === 'claimed' ? { ...session, state: { ...session.state, by: anna.id } } : session,
  );
  return aKickPart({ connections });
}

function aBlockReport() {
  return {
    correlation: correlation('block-0001'),
    actor: { id: actor, name: 'helga', team: 'T0HOME' },
    channel: { id: channel, name: 'helpdesk' },
    names: ['mallory@example.com'],
    endpoints: undefined,
    until: at,
    reason: 'laptop of <@U0MALLORY> stolen, <!subteam^S0FINANCE>',
    at,
    state: { kind: 'blocked' },
    gaps: [],
    certificateOnly: [],
    others: [othersBlock],
    isUnrecorded: false,
  } as const;
}

function disagreement() {
  const [entry] = aChain([anEntryDraft()]);
  return {
    kind: 'cut',
    head: { seq: 1, hash: entry?.hash ?? '' },
    newest: { seq: 2, hash: 'f'.repeat(64) },
  } as const;
}

function storyOf(...drafts: readonly Parameters<typeof anEntryDraft>[0][]): EntryThread {
  const [first, ...rest] = aChain(drafts.map(anEntryDraft));
  if (first === undefined) throw new Error('a story has an entry');
  return [first, ...rest];
}
