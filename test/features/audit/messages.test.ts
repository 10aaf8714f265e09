import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHash } from '../../../src/domain/audit-chain.ts';
import { botActor, type EntryDraft, entryKinds } from '../../../src/domain/audit-entry.ts';
import { parseSince } from '../../../src/domain/audit-filter.ts';
import { actDetailsView, auditLogView } from '../../../src/features/audit/messages.ts';
import type { AuditLogPage, FoundAct } from '../../../src/features/audit/search-audit-log.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { anAuditLogPage } from '../../builders/an-audit-log-page.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const everyone = { targetRef: { kind: 'everyone' } } as const;

test.each([
  [['lab'], 'limited to lab'],
  [['lab', 'prod-eu'], 'limited to lab and prod-eu'],
  [[], 'limited to no endpoint'],
])('a page for a channel limited to %j says so', (limitedTo, text) => {
  const view = auditLogView(anAuditLogPage({ limitedTo }), everyone);

  expect(JSON.stringify(view.blocks)).toContain(text);
  expectPostable(view);
});

test('a page of the whole audit log mentions no limits', () => {
  expect(JSON.stringify(auditLogView(anAuditLogPage(), everyone).blocks)).not.toContain('limited');
});

const first = 'cvpn-connection-0123456789abcdef0';
const second = 'cvpn-connection-0fedcba9876543210';
const status = (id: string, code?: string) => ({
  id,
  previous: { code: 'active' },
  ...(code !== undefined && { current: { code } }),
});
const omarActs = { actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } };

function anAct(...drafts: readonly Partial<EntryDraft>[]): Extract<FoundAct, { kind: 'act' }> {
  const { detail: _, ...plain } = anEntryDraft();
  const [opening, ...rest] = aChain(drafts.map((draft) => ({ ...plain, ...draft })));
  if (opening === undefined) throw new Error('an action has an entry');
  return { kind: 'act', entries: [opening, ...rest] };
}

const kicked = anAct(
  { kind: 'requested', connections: [status(first)] },
  { kind: 'finished', connections: [status(first, 'terminating')] },
  { kind: 'confirmed', connections: [status(first, 'terminated')] },
);

test('an action is one line: time, actor, what, outcome, reason, channel and its entries, with a Details button', () => {
  const { blocks } = auditLogView(anAuditLogPage({ acts: [kicked] }), everyone);
  const [line] = blocks.filter(({ type }) => type === 'section');

  expect(line).toMatchObject({
    text: {
      text: expect.stringMatching(
        /^<!date.*> {2}<@U0HELGA> terminated 1 of 1 connection of \*bob@example\.com\* on prod-eu · “stale session, user asked” · #helpdesk · entries 1–3$/,
      ),
    },
    accessory: { action_id: actionIds.auditDetails, text: { text: 'Details' } },
  });
});

test('an action in a direct message names no channel, since Slack names all of them alike', () => {
  const act = anAct({
    kind: 'requested',
    connections: [status(first)],
    channel: { id: 'D0HELGA', name: 'directmessage' },
  });

  const text = JSON.stringify(auditLogView(anAuditLogPage({ acts: [act] }), everyone).blocks);

  expect(text).toContain(' · in a direct message · ');
  expect(text).not.toContain('directmessage');
});

test.each<[string, FoundAct]>([
  ['requested the termination of 1 connection', anAct({ kind: 'requested', connections: [status(first)] })],
  [
    'terminated 1 of 2 connections of *bob@example.com* on prod-eu · 1 connection had already ended',
    anAct(
      { kind: 'requested', connections: [status(first), status(second)] },
      { kind: 'finished', connections: [status(first, 'terminated'), status(second, 'already-gone')] },
      { kind: 'confirmed', connections: [status(first, 'terminated'), status(second, 'already-gone')] },
    ),
  ],
  [
    '1 new connection since',
    { ...kicked, entries: [...kicked.entries, ...anAct({ kind: 'returned' }).entries] },
  ],
  [
    'requested approval to terminate 7 connections of *bob@example.com*',
    anAct({ kind: 'approval-requested', detail: '7 sessions on prod-eu; more than 5 sessions' }),
  ],
  ['declined by <@U0OMAR>', anAct({ kind: 'approval-requested' }, { kind: 'declined', ...omarActs })],
  [
    'was denied a request about *bob@example.com*: this channel can’t terminate connections',
    anAct({ kind: 'refused', detail: 'grant_missing (kick)' }),
  ],
  ['blocked *bob@example.com*', anAct({ kind: 'block-requested' }, { kind: 'blocked' })],
  ['tried to block *bob@example.com*', anAct({ kind: 'block-requested' }, { kind: 'failed' })],
  ['unblocked *bob@example.com*', anAct({ kind: 'unblock-requested' }, { kind: 'unblocked' })],
  [
    ':rotating_light: break-glass',
    anAct({ kind: 'break-glass' }, { kind: 'requested', connections: [status(first)] }),
  ],
  [
    'couldn’t be checked',
    anAct({ kind: 'failed', connections: [], detail: 'could not be looked at: aws_throttled' }),
  ],
  ['Bouncer (automatic) denied a connection', anAct({ kind: 'turned-away', actor: botActor })],
  ['who reconnected to prod-eu', anAct({ kind: 'returned' })],
  [
    'was denied a request about <@U0BOB>',
    anAct({ kind: 'refused', target: 'bob (U0BOB)', detail: 'grant_missing (kick)' }),
  ],
  [
    'until <!date^1793624400^{date_short_pretty} at {time}|2026-11-02 13:00 UTC>, on lab',
    anAct({ kind: 'block-requested' }, { kind: 'blocked', detail: 'until 2026-11-02 13:00:00 UTC, on lab' }),
  ],
])('the line of an action says “%s”', (text, act) => {
  const view = auditLogView(anAuditLogPage({ acts: [act] }), everyone);

  expect(JSON.stringify(view.blocks)).toContain(text.replaceAll('"', '\\"'));
});

test('the filters of a search are shown', () => {
  const filters = {
    by: { kind: 'person', person: personId('U0OMAR') },
    about: { kind: 'name', name: 'bob' },
    since: parseSince('7d'),
    kind: 'block',
  } as const;

  const { blocks } = auditLogView(anAuditLogPage(), { targetRef: { kind: 'text', text: 'stale' }, filters });

  expect(JSON.stringify(blocks[1])).toContain(
    '“stale” · by <@U0OMAR> · about “bob” · since 7d · kind: block',
  );
});

test('the details show each entry with its number, statuses, hash and the whole connection ids', () => {
  const details = {
    act: kicked.entries,
    entries: kicked.entries,
    page: 0,
    hasMore: true,
    limitedTo: undefined,
  };
  const back = { ...everyone, upTo: 3, page: 1 };
  const view = actDetailsView(details, { correlation: correlation('corr-0001'), detailsPage: 0, back });
  const text = JSON.stringify(view.blocks);

  for (const words of [
    'Entry 1: requested',
    'Entry 3: confirmed',
    first,
    'active → terminated',
    formatHash(kicked.entries.at(-1)?.hash ?? ''),
    '59bd00c6-67f1-4b43-9a29-9fb6f7a6a4b5',
    'Request ID: corr-0001',
  ])
    expect(text).toContain(words);
  expect(text).toContain(actionIds.auditBack);
  expect(text).toContain(actionIds.auditDetailsNext);
  expectPostable(view);
});

test.each<[string, Partial<AuditLogPage>, readonly string[]]>([
  ['the only page', {}, [actionIds.auditRefresh, actionIds.auditExport]],
  ['an empty page', { acts: [] }, [actionIds.auditRefresh]],
  [
    'the first of several',
    { hasMore: true },
    [actionIds.auditNext, actionIds.auditRefresh, actionIds.auditExport],
  ],
  [
    'one in the middle',
    { page: 1, hasMore: true },
    [actionIds.auditPrevious, actionIds.auditNext, actionIds.auditRefresh, actionIds.auditExport],
  ],
  ['the last one', { page: 2 }, [actionIds.auditPrevious, actionIds.auditRefresh, actionIds.auditExport]],
  [
    'one that the time did not suffice for',
    { cutAt: 77 },
    [actionIds.auditOlder, actionIds.auditRefresh, actionIds.auditExport],
  ],
])('a page has the buttons of %s, and no Share', (_, given, expected) => {
  const row = auditLogView(anAuditLogPage(given), everyone).blocks.at(-1);

  const buttons = row?.type === 'actions' ? row.elements : [];
  expect(buttons.map((element) => ('action_id' in element ? element.action_id : ''))).toEqual(expected);
});

test('entries that could not be read or reached, and unknown names, are mentioned', () => {
  const page = anAuditLogPage({ acts: [{ kind: 'unreadable', seq: 7 }], cutAt: 5, isNameless: true });

  const text = JSON.stringify(
    auditLogView(page, { targetRef: { kind: 'person', person: personId('U0BOB') } }).blocks,
  );

  expect(text).toContain('Entry 7');
  expect(text).toContain('audit verify');
  expect(text).toContain('entry 5');
  expect(text).toContain('know this person’s VPN name');
});

test('Slack accepts any ten actions, whatever their content', () => {
  const status = fc.record({ code: hostileText, message: hostileText });
  const connection = fc.record({ id: hostileText, previous: status, current: status });
  const entry = fc.record({
    seq: fc.nat(),
    at: fc.oneof(hostileText, fc.constant('2026-11-02T09:00:00.000Z')),
    kind: fc.constantFrom(...entryKinds),
    correlation: fc.oneof(hostileText, fc.constant('corr-0001')),
    actor: fc.record({ id: hostileText, name: hostileText, team: hostileText }),
    channel: fc.record({ id: hostileText, name: hostileText }),
    endpoint: fc.record({ id: hostileText, name: hostileText, region: hostileText }),
    target: hostileText,
    reason: hostileText,
    connections: fc.array(connection, { maxLength: 30 }),
    detail: hostileText,
    prev: hostileText,
    hash: hostileText,
  });

  const found = fc
    .tuple(entry, fc.array(entry, { maxLength: 3 }))
    .map(([opening, rest]): FoundAct => ({ kind: 'act', entries: [opening, ...rest] }));

  fc.assert(
    fc.property(fc.array(found, { maxLength: 10 }), hostileText, (acts, text) => {
      expectPostable(
        auditLogView(anAuditLogPage({ acts, page: 3, hasMore: true }), {
          targetRef: { kind: 'text', text: text.slice(0, 40) },
        }),
      );
    }),
    { numRuns: 100 },
  );
});
