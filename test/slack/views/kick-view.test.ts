import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureCodes } from '../../../src/core/failure.ts';
import type { Kick, SessionState } from '../../../src/core/kick.ts';
import { kickView } from '../../../src/slack/views/kick-view.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { aKick, aKickPart, kickSessions, sessionStates } from '../../builders/a-kick.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { hostileText } from '../hostile-text.ts';
import { hostileConnection, someEndpoints, someMissing } from './hostile-sessions.ts';
import { expectPostable } from './slack-limits.ts';

const everyState = Object.values(sessionStates).map(({ kind }) => kind);
const withStates = (...kinds: readonly SessionState['kind'][]) =>
  aKick({ parts: [aKickPart({ sessions: kickSessions(kinds) })] });
const blocksOf = (kick: Kick) => JSON.stringify(kickView(kick).blocks);

test.each<[string, Kick]>([
  ['Ending sessions', withStates('ended', 'terminating')],
  ['Ended', withStates('ended', 'already_gone')],
  ['Only some sessions ended', withStates('ended', 'failed')],
  ['Not ended', withStates('failed', 'not_ended')],
  ['Already gone', withStates('already_gone')],
])('“%s” is said of the kick as a whole', (title, kick) => {
  expect(kickView(kick).text).toMatch(new RegExp(`^${title}: `));
});

test.each(everyState)('Slack takes a message about a session that is %s', (kind) => {
  expectPostable(kickView(withStates(kind)));
});

test('a kick of many can be stopped while it is under way, one of a single person or one that is over cannot', () => {
  const buttonsOf = (given: Partial<Kick>) => blocksOf(aKick(given)).match(/kick_stop/g)?.length ?? 0;
  const over = [aKickPart({ sessions: kickSessions(['ended', 'stopped']) })];

  expect(buttonsOf({ isMany: true })).toBeGreaterThan(0);
  expect(buttonsOf({ isMany: false })).toBe(0);
  expect(buttonsOf({ isMany: true, parts: over })).toBe(0);
});

test('of many it is said how many AWS was asked to end, how many ended, and whose each session is', () => {
  const parts = [aKickPart({ sessions: kickSessions(['ended', 'terminating', 'requested', 'requested']) })];

  const { text } = kickView(aKick({ isMany: true, parts }));

  expect(text).toContain('2 of 4 sessions, 1 ended so far');
  expect(blocksOf(aKick({ isMany: true, parts }))).toMatch(/\*bob@example\.com\*.*waits for its turn/);
});

test('what a stop spared is said to be spared', () => {
  const kick = aKick({ isMany: true, parts: [aKickPart({ sessions: kickSessions(['ended', 'stopped']) })] });

  expect(kickView(kick).text).toMatch(/^Only some sessions ended: 1 of 2 sessions/);
  expect(blocksOf(kick)).toContain('*spared*');
});

test('a kick that could not even be requested says why', () => {
  const kick = aKick({ parts: [], missing: [{ endpoint: lab, code: 'audit_unwritable' }] });

  expectPostable(kickView(kick));
  expect(blocksOf(kick)).toContain('*lab*');
});

test('sessions that need someone come before those that are over, so that none is cut off', () => {
  const many = Array.from({ length: 30 }, () => 'ended' as const);
  const kick = withStates(...many, 'not_ended');

  expect(blocksOf(kick)).toContain('Still connected');
  expect(blocksOf(kick)).toContain('and 11 more, in the record');
});

test('no line is cut in the middle: what does not fit is counted', () => {
  const { change } = sessionStates.unconfirmed;
  const current = { code: 'terminating', message: 'x'.repeat(200) };
  const state = { kind: 'unconfirmed', change: { ...change, current } } as const;
  const sessions = someConnections(20).map((connection) => ({ connection, state }));

  const text = blocksOf(aKick({ parts: [aKickPart({ sessions })] }));

  const lines = text.match(/• [^•]*?before you rely on it\./g) ?? [];
  expect(lines.length).toBeLessThan(20);
  expect(text).toContain(`and ${20 - lines.length} more, in the record`);
});

test.each<[string, Partial<Kick>, string]>([
  [
    'who is back',
    { stillOn: kickSessions(['requested']).map(({ connection }) => connection) },
    'is still on',
  ],
  ['what this channel may not touch', { beyond: [lab] }, 'may not touch lab'],
  ['what did not answer', { missing: [{ endpoint: lab, code: 'aws_throttled' }] }, '*lab*'],
  [
    'that the outcome is not recorded',
    { parts: [aKickPart({ isUnrecorded: true })] },
    'could *not be written',
  ],
])('%s is said', (_title, given, text) => {
  expect(blocksOf(aKick())).not.toContain(text);
  expect(blocksOf(aKick(given))).toContain(text);
});

test('Slack takes a kick of whatever names, reasons and statuses there are', () => {
  const status = fc.record({ code: hostileText, message: fc.option(hostileText, { nil: undefined }) });
  const change = fc.record({ previous: status, via: fc.array(status, { maxLength: 3 }), current: status });
  const state: fc.Arbitrary<SessionState> = fc.oneof(
    change.map((each) => ({ kind: 'terminating' as const, change: each })),
    change.map((each) => ({ kind: 'not_ended' as const, change: each })),
    fc.constantFrom(...failureCodes).map((code) => ({ kind: 'failed' as const, code })),
    fc.constantFrom(...Object.values(sessionStates)),
  );
  const kick = fc
    .record({
      target: hostileText,
      reason: hostileText,
      sessions: fc.array(fc.record({ connection: hostileConnection, state }), { maxLength: 30, size: 'max' }),
      missing: someMissing(50),
      beyond: someEndpoints(50),
      isMany: fc.boolean(),
      stillOn: fc.array(hostileConnection, { maxLength: 8 }),
    })
    .map(({ sessions, ...given }) => aKick({ ...given, parts: [aKickPart({ sessions })] }));

  fc.assert(
    fc.property(kick, (each) => expectPostable(kickView(each))),
    { numRuns: 60 },
  );
});
