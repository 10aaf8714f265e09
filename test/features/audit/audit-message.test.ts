import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EntryConnection,
  type EntryDraft,
  entryKinds,
  operatorActor,
} from '../../../src/domain/audit-entry.ts';
import type { EntryThread } from '../../../src/domain/kick-from-entries.ts';
import { auditView } from '../../../src/features/audit/audit-message.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const id = 'cvpn-connection-0123456789abcdef0';
const told = (current?: string, message?: string): EntryConnection => ({
  id,
  previous: { code: 'active' },
  ...(current !== undefined && { current: { code: current, ...(message !== undefined && { message }) } }),
});

function aThread(...drafts: readonly Partial<EntryDraft>[]): EntryThread {
  const { detail: _, ...plain } = anEntryDraft();
  const [first, ...rest] = aChain(drafts.map((given) => ({ ...plain, ...given })));
  if (first === undefined) throw new Error('a story has an entry');
  return [first, ...rest];
}

const requested = { kind: 'requested', connections: [told()] } as const;
const finished = (current?: string, message?: string) =>
  ({ kind: 'finished', connections: [told(current, message)] }) as const;
const confirmed = (current: string) =>
  ({ kind: 'confirmed', at: '2026-11-02T09:00:08.000Z', connections: [told(current)] }) as const;
const titleOf = (thread: EntryThread) => auditView(thread).text.split(' · ')[0];

test('the actor stands with the channel, but not with a direct message, which Slack does not name', () => {
  const direct = aThread({ ...requested, channel: { id: 'D0HELGA', name: 'directmessage' } });

  expect(JSON.stringify(auditView(aThread(requested)))).toContain('<@U0HELGA> in <#C0HELPDESK>');
  expect(JSON.stringify(auditView(direct))).toContain('<@U0HELGA> in a direct message');
});

test.each<[string, EntryThread]>([
  ['Request denied', aThread({ kind: 'refused' })],
  ['Termination of 1 connection requested', aThread(requested)],
  ['Terminating 1 connection', aThread(requested, finished('terminating'))],
  ['Terminating 1 connection', aThread(requested, finished('unanswered', 'aws_unanswered'))],
  ['1 connection had already ended', aThread(requested, finished('already-gone'))],
  ['1 connection terminated', aThread(requested, finished('terminating'), confirmed('terminated'))],
  ['1 connection terminated', aThread(requested, finished('terminating'), confirmed('not-listed'))],
  ['1 connection not terminated', aThread(requested, finished('failed-to-terminate'))],
  [
    '1 connection not terminated',
    aThread(requested, finished('terminating'), confirmed('failed-to-terminate')),
  ],
  [
    '1 connection not terminated',
    aThread(requested, finished('unanswered', 'aws_unanswered'), confirmed('active')),
  ],
  [
    '1 connection couldn’t be confirmed as terminated',
    aThread(requested, finished('terminating'), { kind: 'unconfirmed', connections: [told('terminating')] }),
  ],
  [
    '1 connection not terminated',
    aThread(requested, { kind: 'failed', connections: [told('failed', 'aws_denied')] }),
  ],
  [
    '1 connection not terminated',
    aThread(requested, { kind: 'abandoned', connections: [told('abandoned')] }),
  ],
  [
    '1 connection already being terminated by another kick',
    aThread(requested, { kind: 'refused', connections: [told('claimed', 'U0OMAR 2026-11-02T09:00:00Z')] }),
  ],
  [
    'Endpoint couldn’t be checked',
    aThread({ kind: 'failed', connections: [], detail: 'could not be looked at: aws_throttled' }),
  ],
  ['No connections terminated', aThread({ kind: 'break-glass' }, { kind: 'abandoned', connections: [] })],
  ['Not blocked', aThread({ kind: 'block-requested' }, { kind: 'failed', connections: [] })],
  ['Approval requested', aThread({ kind: 'approval-requested' })],
  ['Approved', aThread({ kind: 'approval-requested' }, { kind: 'approved' })],
  ['Declined', aThread({ kind: 'approval-requested' }, { kind: 'declined' })],
  ['Approval request withdrawn', aThread({ kind: 'approval-requested' }, { kind: 'withdrawn' })],
  ['Approval request expired', aThread({ kind: 'approval-requested' }, { kind: 'approval-lapsed' })],
  [':rotating_light: Break-glass: no approval', aThread({ kind: 'break-glass' })],
])('the title is “%s” for these entries', (title, thread) => {
  expect(titleOf(thread)).toBe(title);
});

test.each(['approved', 'declined'] as const)(
  'the person who %s a request is named beside the requester',
  (kind) => {
    const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
    const decision = { kind, actor: omar, reason: 'wait until six' };

    const text = JSON.stringify(auditView(aThread({ kind: 'approval-requested' }, decision)).blocks);

    expect(text).toContain('<@U0HELGA>');
    expect(text).toContain('<@U0OMAR>');
    expect(text.includes('wait until six')).toBe(kind === 'declined');
  },
);

test('each connection of a thread is counted by its outcome', () => {
  const other = { ...told('failed', 'aws_denied'), id: 'cvpn-connection-0fedcba9876543210' };
  const thread = aThread(
    { kind: 'requested', connections: [told(), { ...told(), id: other.id }] },
    { kind: 'finished', connections: [told('terminating'), other] },
    { ...confirmed('terminated'), connections: [told('terminated'), other] },
  );

  expect(auditView(thread).text).toMatch(/^1 connection terminated · 1 not terminated · entry 3/);
});

test('a connection’s statuses end with how long the confirmation took', () => {
  const thread = aThread(requested, finished('terminating'), confirmed('terminated'));

  expect(JSON.stringify(auditView(thread).blocks)).toContain(
    'active → terminating → terminated, confirmed after 8 s',
  );
});

test('a termination that was not observed is not called confirmed', () => {
  const thread = aThread(requested, finished('already-gone'), confirmed('already-gone'));

  expect(JSON.stringify(auditView(thread).blocks)).not.toContain('confirmed after');
});

test('only the names of a request are left out of an entry’s detail', () => {
  const detail = '3 sessions on lab; names: eve@example.com';
  const shownFor = (kind: EntryDraft['kind']) =>
    JSON.stringify(auditView(aThread({ kind, detail })).blocks.at(-2));

  expect(shownFor('approved')).toContain('eve@example.com');
  expect(shownFor('approval-requested')).toContain('"3 connections on lab"');
});

test('AWS’ own message is quoted, and Bouncer’s own codes are explained', () => {
  const blocks = (thread: EntryThread) => JSON.stringify(auditView(thread).blocks);

  expect(blocks(aThread(requested, finished('terminating', 'on its way')))).toContain('(AWS: on its way)');
  expect(blocks(aThread(requested, finished('failed', 'aws_denied')))).toMatch(
    /active → not terminated: AWS [^_]*\./,
  );
});

test('the title shows the latest entry’s number and half of its hash, in groups that people can compare', () => {
  const thread = aThread(requested, finished('terminating'));
  const groups = thread.at(-1)?.hash.slice(0, 32).match(/.{8}/g) ?? [];

  const { text, blocks } = auditView(thread);

  expect(groups).toHaveLength(4);
  for (const shown of [text, JSON.stringify(blocks[0])])
    expect(shown).toContain(`entry 2 · ${groups.join(' ')}`);
});

test('the message’s metadata has the latest entry’s number and its whole hash', () => {
  const thread = aThread(requested, finished('terminating'));

  expect(auditView(thread).metadata).toEqual({ seq: 2, hash: thread.at(-1)?.hash });
  expect(thread.at(-1)?.hash).toHaveLength(64);
});

test('a denied request about a person names them without their id, which only the entry needs', () => {
  const { blocks } = auditView(aThread({ kind: 'refused', target: 'bob (U0BOB)' }));

  expect(JSON.stringify(blocks)).toContain('*bob* on prod-eu');
});

test('the last line lists what each entry records, and the ID by which `/vpn audit` finds them', () => {
  const last = auditView(aThread(requested, finished('terminating'), confirmed('terminated'))).blocks.at(-1);

  expect(JSON.stringify(last)).toContain(
    'Entries: 1 (requested), 2 (finished), 3 (confirmed) · 2026-11-02 09:00:00 UTC · Request ID: corr-0001',
  );
});

test('an acceptance of the audit log names the operator, and its metadata ends the comparison with older messages', () => {
  const [draft] = [anEntryDraft({ kind: 'head-accepted', actor: operatorActor('root') })];
  const { target: _target, connections: _connections, channel: _channel, ...acceptance } = draft;
  const [entry] = aChain([acceptance]);
  if (entry === undefined) throw new Error('a chain of one has an entry');

  const { text, blocks, metadata } = auditView([entry]);

  expect(metadata).toEqual({ seq: 1, hash: entry.hash, accepted: true });
  expect(text).toContain('Audit log accepted as it is · entry 1');
  const shown = JSON.stringify(blocks);
  expect(shown).toContain('root, with `audit accept-head`');
  expect(text + shown).not.toMatch(/nobody|<@/);
});

test('Slack accepts a thread with any names, reasons and statuses', () => {
  const connection = fc.record({
    id: fc.stringMatching(/^cvpn-connection-[0-9a-f]{17,40}$/),
    previous: fc.record({ code: hostileText, message: hostileText }),
    current: fc.record({ code: hostileText, message: hostileText }),
  });
  const draft = fc.record({
    kind: fc.constantFrom(...entryKinds),
    actor: fc.record({ id: fc.constant('U0HELGA'), name: hostileText, team: fc.constant('T0HOME') }),
    target: hostileText,
    reason: hostileText,
    detail: hostileText,
    connections: fc.array(connection, { maxLength: 40, size: 'max' }),
  });

  fc.assert(
    fc.property(fc.array(draft, { minLength: 1, maxLength: 3 }), (drafts) =>
      expectPostable(auditView(aThread(...drafts))),
    ),
    { numRuns: 60 },
  );
});
