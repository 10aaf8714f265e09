import { expect, test } from 'vitest';
import { entryFields } from '../../src/app/logger.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const told = (index: number, code: string) => ({
  id: `cvpn-connection-0${index}`,
  previous: { code: 'active' },
  current: { code },
});

test('the log line of an outcome has the counts that the messages have, and names nobody', () => {
  const codes = [...Array.from({ length: 40 }, () => 'terminated'), 'already-gone'];
  const connections = codes.map((code, index) => told(index, code));
  const [entry] = aChain([anEntryDraft({ kind: 'confirmed', connections })]);

  expect(entry && entryFields(entry)).toEqual({
    kind: 'confirmed',
    seq: 1,
    correlation: 'corr-0001',
    connections: { total: 41, terminated: 40, alreadyEnded: 1 },
  });
});

test('the log line of a request has no counts: nothing has come of it', () => {
  const [entry] = aChain([anEntryDraft({ kind: 'requested' })]);

  expect(entry && entryFields(entry)).toEqual({ kind: 'requested', seq: 1, correlation: 'corr-0001' });
});
