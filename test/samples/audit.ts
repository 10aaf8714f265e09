import { type Actor, botActor, type EntryDraft, operatorActor } from '../../src/domain/audit-entry.ts';
import { parseSince } from '../../src/domain/audit-filter.ts';
import type { EntryThread } from '../../src/domain/kick-from-entries.ts';
import { auditLogProblemView, auditNameViews, auditView } from '../../src/features/audit/audit-message.ts';
import {
  exportIncompleteView,
  exportInProgressView,
  exportScopeMissingView,
  exportSentView,
  exportView,
  nothingToExportView,
} from '../../src/features/audit/export-messages.ts';
import { actDetailsView, auditLogView } from '../../src/features/audit/messages.ts';
import { anAuditLogPage } from '../builders/an-audit-log-page.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { correlation, personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const omar: Actor = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
const first = 'cvpn-connection-0123456789abcdef0';
const second = 'cvpn-connection-0fedcba9876543210';
const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');

const {
  detail: _detail,
  connections: _connections,
  reason: _reason,
  endpoint: _endpoint,
  ...act
} = anEntryDraft();
const reason = 'stale session, user asked';
const endpoint = { id: 'cvpn-endpoint-0123456789abcdef0', name: 'prod-eu', region: 'eu-west-1' };
const lab = { id: 'cvpn-endpoint-0fedcba9876543210', name: 'lab', region: 'eu-central-1' };
const status = (id: string, code?: string, message?: string) => ({
  id,
  previous: { code: 'active' },
  ...(code !== undefined && { current: { code, ...(message !== undefined && { message }) } }),
});

const requested = {
  kind: 'requested',
  reason,
  endpoint,
  connections: [status(first), status(second)],
  detail: 'the sessions listed here',
} as const;
const finished = (...codes: readonly [string, string]) =>
  ({
    kind: 'finished',
    reason,
    endpoint,
    connections: [status(first, codes[0]), status(second, codes[1])],
  }) as const;
const approvalRequested = {
  kind: 'approval-requested',
  reason,
  target: 'bob@example.com, anna@example.com',
  detail:
    '7 sessions on prod-eu, lab; more than 5 sessions; may also be theirs: bob-laptop; names: bob@example.com, anna@example.com',
} as const;

/** Threads of entries, with the details that this version and earlier ones write. */
export const auditThreads: readonly EntryThread[] = [
  threadOf({ ...requested, connections: [status(first)] }),
  threadOf(requested, finished('terminating', 'terminating')),
  threadOf(requested, finished('terminating', 'already-gone'), {
    ...finished('terminated', 'already-gone'),
    kind: 'confirmed',
    at: '2026-11-02T09:00:08.000Z',
  }),
  threadOf(
    {
      ...requested,
      detail: 'every session of this name on this endpoint; 41 in all; without 2 connections of other users',
    },
    {
      ...finished('failed-to-terminate', 'claimed'),
      connections: [
        status(first, 'failed-to-terminate', 'Try later'),
        status(second, 'failed', 'aws_denied'),
      ],
      detail: 'approved by omar (U0OMAR)',
    },
  ),
  threadOf(requested, finished('terminating', 'unanswered'), {
    ...finished('terminating', 'not-listed'),
    kind: 'unconfirmed',
  }),
  threadOf(requested, { ...finished('abandoned', 'abandoned'), kind: 'abandoned' }),
  threadOf(
    {
      ...requested,
      detail: 'the sessions listed here, of several people; it may be stopped; everyone on the endpoint',
    },
    finished('terminating', 'stopped'),
  ),
  threadOf({
    kind: 'failed',
    reason,
    endpoint: lab,
    detail: 'could not be looked at: aws_throttled; break-glass: without a second person',
  }),
  threadOf({ kind: 'refused', target: 'U0BOB', detail: 'grant_missing (kick)' }),
  threadOf({ kind: 'refused', target: 'bob@example.com', detail: 'break_glass_denied (kick)' }),
  threadWithoutTarget({ kind: 'refused', detail: 'too_many_requests: 372 further requests in 5 min' }),
  threadOf({
    kind: 'returned',
    endpoint,
    connections: [status(first)],
    detail: 'back after 40 s, with a connection that was not there before',
  }),
  threadOf(approvalRequested),
  threadOf(approvalRequested, {
    kind: 'approved',
    actor: omar,
    detail: 'asked for by helga (U0HELGA); left out, since the request does not name them: eve@example.com',
  }),
  threadOf(approvalRequested, {
    kind: 'declined',
    actor: omar,
    reason: 'wait until six',
    detail: 'asked for by helga (U0HELGA)',
  }),
  threadOf(approvalRequested, { kind: 'withdrawn' }),
  threadOf(approvalRequested, { kind: 'approval-lapsed', detail: 'nobody decided in time' }),
  threadOf(approvalRequested, {
    kind: 'approval-lapsed',
    detail: 'the clock was set back, so its time cannot be told',
  }),
  threadOf(approvalRequested, { kind: 'approval-lapsed', detail: 'nothing was left to end' }),
  threadOf(approvalRequested, {
    kind: 'refused',
    detail: 'grant_missing (kick), when omar (U0OMAR) approved',
  }),
  threadOf({ kind: 'break-glass', reason, detail: 'without a second person: protected: svc-backup' }),
  threadOf(
    { kind: 'break-glass', reason, detail: 'without a second person: more than 5 sessions' },
    { kind: 'abandoned', reason, detail: 'nothing was begun' },
  ),
  threadOf({ kind: 'stopped', detail: 'stops a1b2c3d4e5: what AWS was not asked to end by now lives on' }),
  threadOf({ kind: 'block-requested', reason, detail: 'until 2026-11-02T13:00:00.000Z, on every endpoint' }),
  threadOf(
    { kind: 'block-requested', reason, detail: 'until lifted, on prod-eu' },
    {
      kind: 'blocked',
      reason,
      detail:
        'until lifted, on prod-eu; every way to write the user name on prod-eu; does not hold on lab (no connect handler)',
    },
  ),
  threadOf(
    { kind: 'block-requested', reason, detail: 'until lifted, on every endpoint' },
    { kind: 'failed', reason, detail: 'not blocked: blocks_unavailable' },
  ),
  threadOf({ kind: 'unblock-requested', reason, detail: 'bob@example.com on every endpoint, until lifted' }),
  threadOf(
    { kind: 'unblock-requested', reason, detail: 'bob@example.com on every endpoint, until lifted' },
    {
      kind: 'unblocked',
      reason,
      detail: 'still blocked: bob@example.com on lab, until 2026-11-02T13:00:00.000Z',
    },
  ),
  threadOf({ kind: 'block-expired', actor: botActor, reason }),
  threadOf({
    kind: 'turned-away',
    actor: botActor,
    endpoint,
    connections: [{ id: first }],
    detail: 'once, last at 2026-11-02T11:46:10.000Z from 203.0.113.51, win; 1 in all',
  }),
  threadOf({
    kind: 'turned-away',
    actor: botActor,
    connections: [{ id: first }],
    detail: '3 times, last at 2026-11-02T11:46:10.000Z from 203.0.113.51, mac; 4 in all',
  }),
  threadWithoutTarget({
    kind: 'head-accepted',
    actor: operatorActor('root'),
    reason: 'restored from a backup',
    detail: 'the audit log ends with entry 1, but the audit channel shows entry 2: entry 2 is missing',
  }),
];

export const auditSamples = {
  messages: {
    auditView: auditThreads.map(auditView),
    auditNameViews: auditNameViews(threadOf({ kind: 'requested', target: manyNames, endpoint })),
    auditLogProblemView: (['cut', 'lost', 'differs'] as const).map((kind) =>
      auditLogProblemView({
        kind,
        head: { seq: kind === 'lost' ? 0 : 1, hash: 'e'.repeat(64) },
        newest: { seq: kind === 'differs' ? 1 : 2, hash: 'f'.repeat(64) },
      }),
    ),
    auditLogView: [
      ...[
        auditThreads.slice(0, 10),
        auditThreads.slice(10, 20),
        auditThreads.slice(20, 30),
        auditThreads.slice(30),
      ].map((threads, page) =>
        auditLogView(
          anAuditLogPage({
            acts: threads.map((entries) => ({ kind: 'act', entries })),
            page,
            hasMore: page < 3,
          }),
          { targetRef: { kind: 'everyone' } },
        ),
      ),
      auditLogView(
        anAuditLogPage({
          acts: [{ kind: 'unreadable', seq: 7 }],
          page: 1,
          cutAt: 5,
          isNameless: true,
          limitedTo: ['prod-eu'],
        }),
        { targetRef: { kind: 'person', person: personId('U0BOB') } },
      ),
      auditLogView(anAuditLogPage({ acts: [], upTo: 0 }), {
        targetRef: { kind: 'text', text: 'laptop' },
        filters: {
          by: { kind: 'person', person: personId('U0OMAR') },
          about: { kind: 'name', name: 'bob' },
          since: parseSince('2026-11-20'),
          kind: 'turned-away',
        },
      }),
    ],
    exportView: [
      exportView(
        { jsonLines: '', csv: '', count: 23, cutAt: undefined, unreadable: 0, limitedTo: undefined },
        { targetRef: { kind: 'everyone' } },
      ),
      exportView(
        { jsonLines: '', csv: '', count: 1, cutAt: 1_042, unreadable: 1, limitedTo: ['prod-eu'] },
        { targetRef: { kind: 'text', text: 'laptop' }, filters: { since: parseSince('7d') } },
      ),
    ],
    exportIncompleteView: [exportIncompleteView()],
    exportSentView: [exportSentView(23)],
    exportInProgressView: [exportInProgressView()],
    nothingToExportView: [nothingToExportView()],
    exportScopeMissingView: [exportScopeMissingView()],
    actDetailsView: auditThreads.slice(2, 4).map((act, page) =>
      actDetailsView(
        { act, entries: act, page, hasMore: page === 0, limitedTo: undefined },
        {
          correlation: correlation('corr-0001'),
          detailsPage: page,
          back: { targetRef: { kind: 'everyone' }, upTo: 3, page: 0 },
        },
      ),
    ),
  },
} satisfies Samples;

function threadOf(...drafts: readonly Partial<EntryDraft>[]): EntryThread {
  return chained(drafts.map((draft) => ({ ...act, kind: 'requested', ...draft })));
}

function threadWithoutTarget(draft: Partial<EntryDraft>): EntryThread {
  const { target: _target, ...rest } = act;
  return chained([{ ...rest, kind: 'refused', ...draft }]);
}

function chained(drafts: readonly EntryDraft[]): EntryThread {
  const [opening, ...rest] = aChain(drafts);
  if (opening === undefined) throw new Error('a thread has an entry');
  return [opening, ...rest];
}
