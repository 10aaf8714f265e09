import { describe, expect, it, test } from 'vitest';
import { canonicalJson, emptyHead } from '../../src/domain/audit-chain.ts';
import { compareAuditLog, problemIn, type Witness } from '../../src/domain/audit-witness.ts';
import { aChain, anEntryDraft, resealed } from '../builders/an-entry-draft.ts';

const chain = aChain(Array.from({ length: 5 }, () => anEntryDraft()));
const stored = new Map(chain.map((entry) => [entry.seq, canonicalJson(entry)]));
const head = chain.at(-1) ?? emptyHead;
const hashOf = (seq: number) => chain[seq - 1]?.hash ?? '';
const witness = (seq: number, hash = hashOf(seq)): Witness => ({ seq, hash });
const forged = 'f'.repeat(64);

const compare = (witnesses: readonly Witness[], texts: ReadonlyMap<number, string> = stored) =>
  compareAuditLog(head, texts, witnesses);

describe('the audit log agrees with the audit channel', () => {
  it.each<[string, readonly Witness[]]>([
    ['when the newest message is its last entry', [witness(5)]],
    ['when entries were appended that are not announced yet', [witness(3)]],
    ['when every message has its entry, whatever their order', [witness(2), witness(4), witness(1)]],
    ['when an earlier version announced an entry by eight digits', [witness(4, hashOf(4).slice(0, 8))]],
  ])('%s', (_title, witnesses) => {
    expect(compare(witnesses)).toMatchObject({ kind: 'agrees' });
    expect(problemIn(compare(witnesses))).toBeUndefined();
  });

  it('and names the newest message', () => {
    expect(compare([witness(2), witness(4), witness(1)])).toMatchObject({ newest: { seq: 4 } });
  });
});

test('without messages there is nothing to compare, with entries or without', () => {
  expect(compare([])).toMatchObject({ kind: 'unwitnessed' });
  expect(compareAuditLog(emptyHead, new Map(), [])).toMatchObject({ kind: 'unwitnessed' });
  expect(problemIn(compare([]))).toBeUndefined();
});

describe('the audit log does not agree with the audit channel', () => {
  it.each<[string, readonly Witness[], RegExp]>([
    [
      'when its last entry is missing',
      [witness(6, forged)],
      /ends with entry 5.* shows entry 6.*entry 6 is missing/,
    ],
    ['when several are missing', [witness(9, forged), witness(2)], /entries 6 to 9 are missing/],
    ['when another entry stands in the place of one', [witness(5, forged)], /entry 5 .*isn’t the one/],
    ['when an older message has another entry', [witness(5), witness(3, forged)], /entry 3 .*isn’t the one/],
    ['when eight digits of an earlier version differ', [witness(5, 'ffffffff')], /entry 5 .*isn’t the one/],
  ])('%s', (_title, witnesses, problem) => {
    expect(problemIn(compare(witnesses))).toMatch(problem);
  });

  it('if the audit log is empty', () => {
    const comparison = compareAuditLog(emptyHead, new Map(), [witness(5)]);

    expect(comparison).toMatchObject({ kind: 'cut', newest: { seq: 5 } });
    expect(problemIn(comparison)).toMatch(/is empty.* shows entry 5/);
  });

  it('if an entry in the middle is missing', () => {
    expect(
      compare([witness(3), witness(5)], new Map([...stored].filter(([seq]) => seq !== 3))),
    ).toMatchObject({
      kind: 'differs',
      newest: { seq: 3 },
    });
  });

  it('if an entry is stored under another number', () => {
    const text = stored.get(4) ?? '';

    expect(compare([witness(5, hashOf(4))], new Map([...stored, [5, text]]))).toMatchObject({
      kind: 'differs',
      newest: { seq: 5 },
    });
  });

  it('if an entry was changed without a new hash', () => {
    const text = canonicalJson({ ...chain[4], reason: 'forged' });

    expect(compare([witness(5)], new Map([...stored, [5, text]]))).toMatchObject({ kind: 'differs' });
  });

  it('if an entry was changed and its hash recomputed', () => {
    const text = canonicalJson(resealed({ ...chain[4], reason: 'forged' }));

    expect(compare([witness(5)], new Map([...stored, [5, text]]))).toMatchObject({ kind: 'differs' });
  });
});
