import { expect, test } from 'vitest';
import {
  approvalFromEntries,
  approvalLastsMs,
  isUndecided,
  namesInRequest,
  requestDetail,
} from '../../src/domain/approval.ts';
import type { EntryDraft } from '../../src/domain/audit-entry.ts';
import { threadsOf } from '../../src/domain/kick-from-entries.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const at = '2026-11-02T09:00:00.000Z';
const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };

/** A request for a second person, and what came of it: neither names an endpoint. */
function entriesOf(...drafts: readonly Partial<EntryDraft>[]) {
  const { endpoint: _, ...plain } = anEntryDraft({ kind: 'approval-requested', at });
  return aChain([plain, ...drafts.map((given) => ({ ...plain, at: '2026-11-02T09:05:00.000Z', ...given }))]);
}

const stateOf = (...drafts: readonly Partial<EntryDraft>[]) =>
  approvalFromEntries(entriesOf(...drafts))?.state;

test('a name that looks like the next part of a request hides no other name', () => {
  const name = 'svc-x; names: nobody';
  const laptop = aConnection({ username: undefined, commonName: name });
  const possible = [{ connection: laptop, endpoint: anEndpoint(), mayTerminate: true }];
  const bob = aConnection({ username: 'bob' });
  const connections = [{ connection: bob, endpoint: anEndpoint(), mayTerminate: true }, ...possible];
  const need = { kind: 'protected_names', names: [name] } as const;
  const detail = requestDetail(connections, possible, need, `bob, ${name}`);

  expect(namesInRequest({ target: `bob, ${name}`, detail })).toBe(`bob, ${name}`);
});

test('a request lasts ten minutes', () => {
  const approval = approvalFromEntries(entriesOf());

  expect(approval?.expiresAt).toEqual(new Date('2026-11-02T09:10:00.000Z'));
  expect(approval && isUndecided(approval, new Date(Date.parse(at) + approvalLastsMs - 1))).toBe(true);
  expect(approval && isUndecided(approval, new Date(Date.parse(at) + approvalLastsMs))).toBe(false);
});

test.each<[Partial<EntryDraft>, object]>([
  [
    { kind: 'approved', actor: omar },
    { kind: 'approved', by: omar },
  ],
  [
    { kind: 'declined', actor: omar, reason: 'not now' },
    { kind: 'declined', by: omar, reason: 'not now' },
  ],
  [{ kind: 'withdrawn' }, { kind: 'withdrawn' }],
  [{ kind: 'approval-lapsed', detail: 'nobody decided in time' }, { kind: 'expired' }],
  [
    { kind: 'approval-lapsed', actor: omar, detail: 'nothing was left to end' },
    { kind: 'gone', by: omar },
  ],
  [{ kind: 'refused' }, { kind: 'refused' }],
  [{ kind: 'abandoned' }, { kind: 'abandoned' }],
])('the record tells what became of it: %o', (draft, state) => {
  expect(stateOf(draft)).toMatchObject(state);
});

test('only a decision changes the state, and the last one counts', () => {
  expect(stateOf()).toEqual({ kind: 'open' });
  expect(stateOf({ kind: 'approved', actor: omar }, { kind: 'abandoned' })).toEqual({ kind: 'abandoned' });
});

test('the kick that follows has entries of its own, and leaves the request approved', () => {
  const { endpoint } = anEntryDraft();
  const ofKick = (kind: EntryDraft['kind']) => ({ kind, ...(endpoint && { endpoint }) });
  const entries = entriesOf(
    { kind: 'approved', actor: omar },
    ...(['requested', 'failed'] as const).map(ofKick),
  );

  expect(threadsOf(entries).map((thread) => thread.map(({ kind }) => kind))).toEqual([
    ['approval-requested', 'approved'],
    ['requested', 'failed'],
  ]);
  expect(approvalFromEntries(entries)?.state.kind).toBe('approved');
});

test('there is no request without an approval entry', () => {
  expect(approvalFromEntries(aChain([anEntryDraft({ kind: 'requested' })]))).toBeUndefined();
  expect(approvalFromEntries([])).toBeUndefined();
});
