import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditLogPage, entryKinds, type FoundEntry } from '../../../src/domain/audit-entry.ts';
import { auditLogView } from '../../../src/features/audit/messages.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { anAuditLogPage } from '../../builders/an-audit-log-page.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { personId } from '../../builders/ids.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const everyone = { kind: 'everyone' } as const;

test.each([
  [['lab'], 'limited to lab'],
  [['lab', 'prod-eu'], 'limited to lab, prod-eu'],
  [[], 'limited to no endpoint'],
])('a page for a channel limited to %j says so', (limitedTo, text) => {
  const view = auditLogView(anAuditLogPage({ limitedTo }), everyone);

  expect(JSON.stringify(view.blocks)).toContain(text);
  expectPostable(view);
});

test('a page of the whole audit log mentions no limits', () => {
  expect(JSON.stringify(auditLogView(anAuditLogPage(), everyone).blocks)).not.toContain('limited');
});

test('an entry shows its number, kind and hash, actor, target, channel, reason, and previous → current status', () => {
  const [found] = anAuditLogPage().entries;
  const hash = found?.kind === 'readable' ? found.entry.hash.slice(0, 8) : '';

  const text = JSON.stringify(auditLogView(anAuditLogPage(), everyone).blocks);

  for (const words of [
    '*1 finished*',
    hash,
    'helga (U0HELGA) in #helpdesk',
    '*bob@example.com* on prod-eu',
    'stale session, user asked',
    'cvpn-connection-0123…bcdef0',
    'active → terminating',
  ]) {
    expect(text).toContain(words);
  }
});

test('an outcome of several connections is summarized as in the kick’s message', () => {
  const told = (index: number, code: string) => ({
    id: `cvpn-connection-0${index}`,
    previous: { code: 'active' },
    current: { code },
  });
  const connections = [
    told(1, 'terminated'),
    told(2, 'not-listed'),
    told(3, 'already-gone'),
    told(4, 'active'),
  ];
  const entries = aChain([anEntryDraft({ kind: 'confirmed', connections })]).map(
    (entry): FoundEntry => ({ kind: 'readable', entry }),
  );

  const text = JSON.stringify(auditLogView(anAuditLogPage({ entries }), everyone).blocks);

  expect(text).toContain('2 connections terminated · 1 had already ended · 1 not terminated');
});

test.each<[string, Partial<AuditLogPage>, readonly string[]]>([
  ['the only page', {}, [actionIds.auditRefresh]],
  ['the first of several', { hasMore: true }, [actionIds.auditNext, actionIds.auditRefresh]],
  [
    'one in the middle',
    { page: 1, hasMore: true },
    [actionIds.auditPrevious, actionIds.auditNext, actionIds.auditRefresh],
  ],
  ['the last one', { page: 2 }, [actionIds.auditPrevious, actionIds.auditRefresh]],
  ['one that the time did not suffice for', { cutAt: 77 }, [actionIds.auditOlder, actionIds.auditRefresh]],
])('a page has the buttons of %s, and no Share', (_, given, expected) => {
  const row = auditLogView(anAuditLogPage(given), everyone).blocks.at(-1);

  const buttons = row?.type === 'actions' ? row.elements : [];
  expect(buttons.map((element) => ('action_id' in element ? element.action_id : ''))).toEqual(expected);
});

test('entries that could not be read or reached, and unknown names, are mentioned', () => {
  const page = anAuditLogPage({ entries: [{ kind: 'unreadable', seq: 7 }], cutAt: 5, isNameless: true });

  const text = JSON.stringify(auditLogView(page, { kind: 'person', person: personId('U0BOB') }).blocks);

  expect(text).toContain('Entry 7');
  expect(text).toContain('audit verify');
  expect(text).toContain('entry 5');
  expect(text).toContain('know this person’s VPN name');
});

test('Slack accepts any ten entries, whatever their content', () => {
  const status = fc.record({ code: hostileText, message: hostileText });
  const connection = fc.record({ id: hostileText, previous: status, current: status });
  const found = fc.record({
    kind: fc.constant('readable' as const),
    entry: fc.record({
      seq: fc.nat(),
      at: fc.oneof(hostileText, fc.constant('2026-11-02T09:00:00.000Z')),
      kind: fc.constantFrom(...entryKinds),
      correlation: hostileText,
      actor: fc.record({ id: hostileText, name: hostileText, team: hostileText }),
      channel: fc.record({ id: hostileText, name: hostileText }),
      endpoint: fc.record({ id: hostileText, name: hostileText, region: hostileText }),
      target: hostileText,
      reason: hostileText,
      connections: fc.array(connection, { maxLength: 30 }),
      detail: hostileText,
      prev: hostileText,
      hash: hostileText,
    }),
  });

  fc.assert(
    fc.property(fc.array(found, { maxLength: 10 }), hostileText, (entries, text) => {
      expectPostable(
        auditLogView(anAuditLogPage({ entries, page: 3, hasMore: true }), {
          kind: 'text',
          text: text.slice(0, 40),
        }),
      );
    }),
    { numRuns: 100 },
  );
});
