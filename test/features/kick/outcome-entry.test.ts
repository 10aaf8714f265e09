import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  awaitsLook,
  countsOf,
  type Kick,
  type KickedConnection,
  type KickPart,
  outcomeOf,
  type TerminationState,
} from '../../../src/domain/kick.ts';
import { type EntryThread, kickFromEntries } from '../../../src/domain/kick-from-entries.ts';
import { auditView } from '../../../src/features/audit/audit-message.ts';
import { connectionListViews } from '../../../src/features/kick/connection-lines.ts';
import { kickView } from '../../../src/features/kick/messages.ts';
import {
  confirmationContent,
  outcomeContent,
  requestedContent,
} from '../../../src/features/kick/outcome-entry.ts';
import { outcomeText } from '../../../src/features/kick/outcome-text.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { aKick } from '../../builders/a-kick.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { botNames } from '../../builders/bot-names.ts';

const asStatus = (code: string) => ({ code, message: undefined });
const changed = (...codes: readonly string[]) => ({
  previous: asStatus(codes[0] ?? ''),
  via: codes.slice(1, -1).map(asStatus),
  current: asStatus(codes.at(-1) ?? ''),
});

/** A connection right after AWS was asked, and what the last look showed; the same where there was nothing to look for. */
interface Course {
  readonly afterAct: TerminationState;
  readonly atLast: TerminationState;
}
const settled = (state: TerminationState): Course => ({ afterAct: state, atLast: state });
const terminating = { kind: 'terminating', change: changed('active', 'terminating') } as const;
const unanswered = { kind: 'unanswered', code: 'aws_unanswered' } as const;
const courses: readonly Course[] = [
  settled({ kind: 'already_gone' }),
  settled({ kind: 'not_ended', change: changed('active', 'failed-to-terminate') }),
  settled({ kind: 'claimed', by: 'U0OMAR', at: new Date('2026-11-02T09:00:00Z') }),
  settled({ kind: 'failed', code: 'aws_denied' }),
  settled({ kind: 'abandoned' }),
  settled({ kind: 'stopped' }),
  {
    afterAct: terminating,
    atLast: { kind: 'ended', change: changed('active', 'terminating', 'terminated') },
  },
  {
    afterAct: terminating,
    atLast: { kind: 'ended', change: changed('active', 'terminating', 'not-listed') },
  },
  {
    afterAct: terminating,
    atLast: { kind: 'not_ended', change: changed('active', 'terminating', 'failed-to-terminate') },
  },
  { afterAct: terminating, atLast: { kind: 'unconfirmed', change: changed('active', 'terminating') } },
  {
    afterAct: terminating,
    atLast: { kind: 'unconfirmed', change: changed('active', 'terminating', 'active') },
  },
  { afterAct: unanswered, atLast: { kind: 'ended', change: changed('active', 'terminated') } },
  { afterAct: unanswered, atLast: { kind: 'not_ended', change: changed('active', 'active') } },
  { afterAct: unanswered, atLast: { kind: 'unconfirmed', change: changed('active', 'terminating') } },
  { afterAct: unanswered, atLast: { kind: 'unconfirmed', change: changed('active', 'unanswered') } },
];

interface Run {
  readonly live: Kick;
  readonly thread: EntryThread;
}

/** What the process knows at the end of a kick, and what it has recorded of it. */
function run(taken: readonly Course[]): Run {
  const connections = someConnections(taken.length);
  const sessionsIn = (moment: keyof Course): readonly KickedConnection[] =>
    connections.flatMap((connection, index) => {
      const state = taken[index]?.[moment];
      return state === undefined ? [] : [{ connection, state }];
    });
  const part = (connections: readonly KickedConnection[]): KickPart => ({
    endpoint: anEndpoint(),
    connections,
    entries: [],
    isUnrecorded: false,
  });
  const { detail: _detail, ...plain } = anEntryDraft();
  const acted = part(sessionsIn('afterAct'));
  const subject = part(sessionsIn('atLast'));
  const [requested, ...rest] = aChain([
    { ...plain, ...requestedContent(connections, 'many', {}) },
    { ...plain, ...outcomeContent(acted) },
    ...(acted.connections.some(({ state }) => awaitsLook(state.kind))
      ? [{ ...plain, at: '2026-11-02T09:00:04.000Z', ...confirmationContent(subject) }]
      : []),
  ]);
  if (requested === undefined) throw new Error('a run has entries');
  const thread: EntryThread = [requested, ...rest];
  return { live: aKick({ isMany: true, parts: [{ ...subject, entries: thread }] }), thread };
}

const someCourses = fc.array(fc.constantFrom(...courses), { minLength: 1, maxLength: 12 });

test('the audit log counts connections as the process did, whatever became of them', () => {
  fc.assert(
    fc.property(someCourses, (taken) => {
      const { live, thread } = run(taken);
      const recorded = kickFromEntries(thread, [anEndpoint()]);

      expect(recorded && countsOf(recorded)).toEqual(countsOf(live));
      expect(recorded && outcomeOf(recorded)).toBe(outcomeOf(live));
    }),
    { numRuns: 300 },
  );
});

test('the kick’s message and the audit message show the same counts and times, and the counts add up', () => {
  fc.assert(
    fc.property(someCourses, (taken) => {
      const { live, thread } = run(taken);
      const said = outcomeText(countsOf(live));
      const kickText = kickView(live, botNames).text;
      const auditText = auditView(thread).text;

      expect(kickText.startsWith(`${said}: `)).toBe(true);
      expect(auditText.startsWith(`${said} · entry ${thread.at(-1)?.seq}`)).toBe(true);
      const figures = said.split(' · ').map((part) => Number.parseInt(part, 10));
      expect(figures.reduce((sum, count) => sum + count, 0)).toBe(taken.length);
      const lists = connectionListViews(live, botNames);
      const shown = lists.length > 0 ? lists : [kickView(live, botNames)];
      expect(secondsIn(shown.map(({ blocks }) => blocks))).toEqual(secondsIn(auditView(thread).blocks));
    }),
    { numRuns: 300 },
  );
});

test('only a kick that terminated everything has the sign of success', () => {
  fc.assert(
    fc.property(someCourses, (taken) => {
      const { live } = run(taken);
      const over = taken.filter(({ atLast: { kind } }) => kind === 'ended' || kind === 'already_gone');
      const isAllOver = over.length === taken.length;
      const isSomeTerminated = taken.some(({ atLast: { kind } }) => kind === 'ended');

      const isPraised = JSON.stringify(kickView(live, botNames).blocks).includes(':white_check_mark:');
      expect(isPraised).toBe(isAllOver && isSomeTerminated);
    }),
    { numRuns: 300 },
  );
});

function secondsIn(blocks: unknown): readonly string[] {
  return [...JSON.stringify(blocks).matchAll(/confirmed after [^\\,]*?s/g)].map(([text]) => text);
}
