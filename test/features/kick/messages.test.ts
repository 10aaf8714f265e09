import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { failureCodes } from '../../../src/domain/failure.ts';
import type { Kick, TerminationState } from '../../../src/domain/kick.ts';
import { connectionListViews } from '../../../src/features/kick/connection-lines.ts';
import { kickNoticeView, kickView } from '../../../src/features/kick/messages.ts';
import { aBlockReport } from '../../builders/a-block-report.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aKick, aKickPart, connectionStates, kickedConnections } from '../../builders/a-kick.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { botNames } from '../../builders/bot-names.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { hostileConnection, someEndpoints, someMissing } from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const everyState = Object.values(connectionStates).map(({ kind }) => kind);
const withStates = (...kinds: readonly TerminationState['kind'][]) =>
  aKick({ parts: [aKickPart({ connections: kickedConnections(kinds) })] });
const blocksOf = (kick: Kick) => JSON.stringify(kickView(kick, botNames).blocks);

test.each<[string, string, Kick]>([
  [
    'Terminating 2 connections · 1 terminated so far',
    ':hourglass_flowing_sand:',
    withStates('ended', 'terminating'),
  ],
  ['1 connection terminated', ':white_check_mark:', withStates('ended')],
  [
    '1 connection terminated · 1 had already ended',
    ':white_check_mark:',
    withStates('ended', 'already_gone'),
  ],
  ['1 connection terminated · 1 not terminated', ':warning:', withStates('ended', 'failed')],
  ['2 connections not terminated', ':x:', withStates('failed', 'not_ended')],
  ['1 connection couldn’t be confirmed as terminated', ':x:', withStates('unconfirmed')],
  ['1 connection had already ended', ':information_source:', withStates('already_gone')],
  [
    '2 connections already being terminated by another kick',
    ':information_source:',
    withStates('claimed', 'claimed'),
  ],
  ['1 connection terminated · 2 skipped', ':warning:', withStates('ended', 'stopped', 'stopped')],
  ['No connections terminated', ':information_source:', aKick({ parts: [], unavailable: [] })],
])('the title of the whole kick is “%s”', (title, sign, kick) => {
  expect(kickView(kick, botNames).text).toMatch(new RegExp(`^${title}: bob@example.com, requested by`));
  expect(blocksOf(kick)).toContain(`${sign} *${title}* · bob@example.com`);
});

test('a kick of everyone succeeds if all were terminated or had already ended, even if others connected since', () => {
  const connections = kickedConnections([
    ...Array.from({ length: 40 }, () => 'ended' as const),
    'already_gone',
  ]);
  const kick = aKick({
    isMany: true,
    target: 'everyone on lab',
    parts: [aKickPart({ endpoint: lab, connections })],
    remaining: [aConnection({ endpointId: lab.id, username: 'late@example.com' })],
  });

  expect(kickView(kick, botNames).text).toMatch(
    /^40 connections terminated · 1 had already ended: everyone on lab/,
  );
  expect(blocksOf(kick)).toContain(':white_check_mark: *40 connections terminated');
  expect(blocksOf(kick)).toContain('*1 new connection has started on lab since*: *late@example.com*');
  expect(blocksOf(kick)).not.toContain('still on');
});

test('the title is no full success if a kicked person has reconnected', () => {
  const kick = { ...withStates('ended'), remaining: [aConnection()] };

  expect(kickView(kick, botNames).text).toMatch(
    /^1 connection terminated · 1 new connection since: bob@example.com/,
  );
  expect(blocksOf(kick)).toContain(':warning: *1 connection terminated');
});

test('the title names an endpoint that could not be checked', () => {
  const kick = { ...withStates('ended'), unavailable: [{ endpoint: lab, code: 'aws_throttled' as const }] };

  expect(kickView(kick, botNames).text).toMatch(/^1 connection terminated · lab couldn’t be checked: /);
});

test('an endpoint whose audit entry failed is not called unchecked: its connections count as not terminated', () => {
  const unavailable = [{ endpoint: lab, code: 'audit_unwritable' as const }];
  const kick = { ...withStates('ended'), unavailable, unrequested: 2 };

  expect(kickView(kick, botNames).text).toMatch(/^1 connection terminated · 2 not terminated: bob/);
});

test('unapproved connections are described as not terminated, not as new', () => {
  const kick = { ...withStates('ended'), unapproved: [aConnection({ username: 'carl' })] };

  expect(kickView(kick, botNames).text).toMatch(/^1 connection terminated · 1 not approved: /);
  expect(blocksOf(kick)).toContain('1 connection wasn’t part of the approval');
  expect(blocksOf(kick)).not.toContain('since*');
});

test('the message shows the time from the request to the confirmation, once it is recorded', () => {
  const [requested, finished, confirmed] = aChain([
    anEntryDraft({ kind: 'requested' }),
    anEntryDraft({ kind: 'finished', at: '2026-11-02T09:00:03.000Z' }),
    anEntryDraft({ kind: 'confirmed', at: '2026-11-02T09:00:07.900Z' }),
  ]);
  if (requested === undefined || finished === undefined || confirmed === undefined)
    throw new Error('a chain of three has three');
  const connections = kickedConnections(['ended', 'already_gone']);
  const shownWith = (entries: readonly AuditEntry[]) =>
    blocksOf(aKick({ parts: [aKickPart({ connections, entries })] }));

  expect(shownWith([requested, finished])).not.toContain('confirmed');
  expect(shownWith([requested, finished, confirmed]).match(/confirmed after 4 s/g)).toHaveLength(1);
});

test.each(everyState)('Slack accepts a message about a connection that is %s', (kind) => {
  expectPostable(kickView(withStates(kind), botNames));
});

test('the message shows a block that was requested together with the kick, and quotes the reason once', () => {
  const kick = { ...withStates('ended'), target: 'mallory@example.com', reason: 'laptop stolen' };

  const text = JSON.stringify(kickView(kick, botNames, [aBlockReport()]).blocks);

  expect(text).toMatch(/:no_entry_sign: \*Blocked\* until .* on every endpoint/);
  expect(text.match(/laptop stolen/g)).toHaveLength(1);
});

test.each([
  ['mallory, anna', ['anna', 'mallory'], false],
  ['mallory', ['anna', 'mallory'], true],
])('the message of a kick of %s names the blocked %j: %s', (target, names, isNamed) => {
  const kick = { ...withStates('ended'), target };

  const text = JSON.stringify(kickView(kick, botNames, [aBlockReport({ names })]).blocks);

  expect(text.includes('*Blocked* · *anna* and *mallory* until')).toBe(isNamed);
});

test('a kick whose block failed is no success', () => {
  const failed = aBlockReport({ state: { kind: 'failed', code: 'blocks_unavailable' } });

  const { text, blocks } = kickView(withStates('ended'), botNames, [failed]);

  expect(text).toMatch(/^1 connection terminated · not blocked: /);
  expect(JSON.stringify(blocks)).not.toContain(':white_check_mark:');
});

test.each([
  ['a connection was not terminated', withStates('ended', 'failed'), true],
  ['the end of a connection was not confirmed', withStates('unconfirmed'), true],
  ['the kick is in progress', withStates('terminating', 'failed'), false],
  ['the kick was stopped', withStates('ended', 'stopped'), false],
  ['everything was terminated', withStates('ended', 'already_gone'), false],
])('the message offers Retry only if something was not terminated: %s', (_title, kick, isOffered) => {
  expect(blocksOf(kick).includes('"kick_retry"')).toBe(isOffered);
});

test.each([
  [{ count: 1, endpoints: ['prod-eu'] }, 'Your VPN connection to prod-eu was terminated by #helpdesk staff.'],
  [
    { count: 2, endpoints: ['prod-eu', 'lab'] },
    'Your 2 VPN connections to prod-eu and lab were terminated by #helpdesk staff.',
  ],
])('tells a person what was terminated: %j', (given, text) => {
  const notice = {
    correlation: correlation('corr-0001'),
    person: personId('U0BOB'),
    channelName: 'helpdesk',
    reason: 'stale session, user asked',
  };

  const view = kickNoticeView({ ...notice, ...given });

  expect(view.text).toContain(text);
  expect(view.text).toContain('> stale session, user asked');
  expect(kickNoticeView({ ...notice, ...given, reason: undefined }).text).not.toContain('stale');
});

test('a kick of many has a Stop button while it is in progress, and a kick of one person has none', () => {
  const buttonsOf = (given: Partial<Kick>) => blocksOf(aKick(given)).match(/kick_stop/g)?.length ?? 0;
  const over = [aKickPart({ connections: kickedConnections(['ended', 'stopped']) })];

  expect(buttonsOf({ isMany: true })).toBeGreaterThan(0);
  expect(buttonsOf({ isMany: false })).toBe(0);
  expect(buttonsOf({ isMany: true, parts: over })).toBe(0);
});

test('a kick of many shows its progress as a bar, which screen readers do not read', () => {
  const parts = [
    aKickPart({ connections: kickedConnections(['ended', 'failed', 'terminating', 'requested']) }),
  ];

  const { text, blocks } = kickView(aKick({ isMany: true, parts }), botNames);

  expect(JSON.stringify(blocks)).toContain('▓▓▓▓▓▒▒░░░ 1 of 4 terminated · 1 in progress · 1 not terminated');
  expect(text).toMatch(
    /^Terminating 4 connections: .*\n[\s\S]*^1 of 4 terminated · 1 in progress · 1 not terminated$/m,
  );
  expect(text).not.toMatch(/[▓▒░]/);
  expect(JSON.stringify(blocks)).toMatch(/\*bob@example\.com\*.*queued/);
});

test('skipped connections are described as skipped', () => {
  const kick = aKick({
    isMany: true,
    parts: [aKickPart({ connections: kickedConnections(['ended', 'stopped']) })],
  });

  expect(kickView(kick, botNames).text).toMatch(/^1 connection terminated · 1 skipped/);
  expect(blocksOf(kick)).toContain('skipped because the kick was stopped');
});

test('connections that failed for the same reason are counted with that reason, which is given once', () => {
  const failed = { kind: 'failed', code: 'aws_denied' } as const;
  const one = kickedConnections(['ended'])[0];
  if (one === undefined) throw new Error('a kick has a connection');
  const kickOf = (count: number) =>
    aKick({
      parts: [aKickPart({ connections: Array.from({ length: count }, () => ({ ...one, state: failed })) })],
    });

  const text = blocksOf(kickOf(3));
  expect(text.match(/AWS denied access/g)).toHaveLength(1);
  expect(text).toContain('3 connections not terminated: AWS denied access');
  expect(text.match(/• [^•]*\*not terminated\*/g)).toHaveLength(3);
  expect(blocksOf(kickOf(1))).toMatch(/\*not terminated\*\. AWS denied access/);
});

test('a kick that could not be requested says why', () => {
  const kick = aKick({ parts: [], unavailable: [{ endpoint: lab, code: 'audit_unwritable' }] });

  expectPostable(kickView(kick, botNames));
  expect(blocksOf(kick)).toContain('*lab*');
});

const folded = () => withStates(...Array.from({ length: 30 }, () => 'ended' as const), 'not_ended');

test('of more than five connections, the message lists those not terminated, and the first five others', () => {
  const text = blocksOf(folded());

  expect(text.match(/• /g)).toHaveLength(6);
  expect(text).toMatch(/Still connected.*and 25 more in the thread/);
});

test('the thread lists all connections of a kick that is over, those not terminated first', () => {
  const [view, ...others] = connectionListViews(folded(), botNames);

  expect(others).toEqual([]);
  expect(view?.isOnce).toBe(true);
  expect(view && JSON.stringify(view.blocks).match(/• /g)).toHaveLength(31);
  expect(view && JSON.stringify(view.blocks)).toMatch(/^[^•]*• [^•]*Still connected/);
});

test('there is no list in the thread if the message lists every connection, or the kick is in progress', () => {
  expect(connectionListViews(withStates('ended', 'failed'), botNames)).toEqual([]);
  expect(
    connectionListViews(withStates(...Array.from({ length: 30 }, () => 'terminating' as const)), botNames),
  ).toEqual([]);
});

test('the thread has at most five pages, and counts what only the audit log lists', () => {
  const kick = withStates(...Array.from({ length: 3_000 }, () => 'ended' as const));

  const views = connectionListViews({ ...kick, isMany: true }, botNames);

  expect(views).toHaveLength(5);
  const listed = JSON.stringify(views.map(({ blocks }) => blocks)).match(/• /g)?.length ?? 0;
  expect(listed).toBeGreaterThan(300);
  expect(views.at(-1)?.blocks.at(-1)).toMatchObject({
    elements: [{ text: expect.stringContaining(`and ${(3_000 - listed).toLocaleString('en')} more`) }],
  });
  for (const view of views) expectPostable(view);
});

test('lines are never cut in the middle, and those that do not fit are counted', () => {
  const { change } = connectionStates.unconfirmed;
  const current = { code: 'terminating', message: 'x'.repeat(200) };
  const state = { kind: 'unconfirmed', change: { ...change, current } } as const;
  const connections = someConnections(20).map((connection) => ({ connection, state }));

  const text = blocksOf(aKick({ parts: [aKickPart({ connections })] }));

  const lines = text.match(/• [^•]*?to check\./g) ?? [];
  expect(lines.length).toBeLessThan(20);
  expect(text).toContain(`and ${20 - lines.length} more not terminated in the thread`);
});

test.each<[string, Partial<Kick>, string]>([
  [
    'who is back',
    { remaining: kickedConnections(['requested']).map(({ connection }) => connection) },
    'has started on prod-eu since',
  ],
  ['what is outside the channel’s scope', { outOfScope: [lab] }, 'Not checked: lab'],
  ['what did not answer', { unavailable: [{ endpoint: lab, code: 'aws_throttled' }] }, '*lab*'],
  [
    'that the outcome is not recorded',
    { parts: [aKickPart({ isUnrecorded: true })] },
    'couldn’t be written to the audit log',
  ],
])('the message says %s', (_title, given, text) => {
  expect(blocksOf(aKick())).not.toContain(text);
  expect(blocksOf(aKick(given))).toContain(text);
});

test('Slack accepts a kick with any names, reasons and statuses', () => {
  const status = fc.record({ code: hostileText, message: fc.option(hostileText, { nil: undefined }) });
  const change = fc.record({ previous: status, via: fc.array(status, { maxLength: 3 }), current: status });
  const state: fc.Arbitrary<TerminationState> = fc.oneof(
    change.map((each) => ({ kind: 'terminating' as const, change: each })),
    change.map((each) => ({ kind: 'not_ended' as const, change: each })),
    fc.constantFrom(...failureCodes).map((code) => ({ kind: 'failed' as const, code })),
    fc.constantFrom(...Object.values(connectionStates)),
  );
  const kick = fc
    .record({
      target: hostileText,
      reason: hostileText,
      connections: fc.array(fc.record({ connection: hostileConnection, state }), {
        maxLength: 30,
        size: 'max',
      }),
      unavailable: someMissing(50),
      outOfScope: someEndpoints(50),
      isMany: fc.boolean(),
      remaining: fc.array(hostileConnection, { maxLength: 8 }),
      unapproved: fc.array(hostileConnection, { maxLength: 8 }),
      toRequest: fc.nat(1_000),
      unrequested: fc.nat(1_000),
    })
    .map(({ connections, ...given }) => aKick({ ...given, parts: [aKickPart({ connections })] }));

  fc.assert(
    fc.property(kick, (each) => {
      for (const view of [kickView(each, botNames), ...connectionListViews(each, botNames)])
        expectPostable(view);
    }),
    { numRuns: 60 },
  );
});
