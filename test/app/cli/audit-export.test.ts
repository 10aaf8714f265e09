import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/domain/audit-chain.ts';
import { csvHeader, csvLine } from '../../../src/features/audit/csv.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';

const columns = csvHeader.split(',');

/** Reads a record as RFC 4180 has it: a quoted field ends at a quote that no other follows. */
function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

const withoutApostrophes = (text: string) => text.replaceAll("'", '');

function readFixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

function fieldIn(given: Parameters<typeof anEntryDraft>[0], column: string): string | undefined {
  const [entry] = aChain([anEntryDraft(given)]);
  return fieldsOf(csvLine(canonicalJson(entry)))[columns.indexOf(column)];
}

test('writes every field of an entry in its column, and lists as JSON', () => {
  const [entry] = aChain([anEntryDraft()]);
  const fields = fieldsOf(csvLine(canonicalJson(entry)));

  expect(fields).toHaveLength(columns.length);
  expect(fields[columns.indexOf('actor.name')]).toBe('helga');
  expect(fields[columns.indexOf('endpoint.region')]).toBe('eu-west-1');
  expect(JSON.parse(fields[columns.indexOf('connections')] ?? '')).toEqual(entry?.connections);
  expect(fields[columns.indexOf('hash')]).toBe(entry?.hash);
});

test('writes a field without a value as an empty cell', () => {
  const [entry] = aChain([
    { at: '', kind: 'refused', correlation: 'corr-0001', actor: { id: 'U', name: '', team: '' } },
  ]);

  const fields = fieldsOf(csvLine(canonicalJson(entry)));

  expect([fields[columns.indexOf('reason')], fields[columns.indexOf('channel.id')]]).toEqual(['', '']);
});

test.each([
  ['a comma', 'stale, asked'],
  ['quotes', 'she said "now"'],
  ['lines', 'one\r\ntwo'],
  ['space around it', '  padded '],
  ['emoji', '👍'],
])('text with %s is parsed as it was written', (_title, reason) => {
  expect(fieldIn({ reason }, 'reason')).toBe(reason);
});

test.each([
  ['=cmd()', "'=cmd()"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['|calc', "'|calc"],
  ['%1', "'%1"],
  ['＝cmd()', "'＝cmd()"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['\ttext', "'\ttext"],
  ['\rtext', "'\rtext"],
  ['\ntext', "'\ntext"],
])('turns a cell that starts with %j into text', (target, written) => {
  expect(fieldIn({ target }, 'target')).toBe(written);
});

test.each([
  ['a semicolon', 'stale;=cmd()', "stale;'=cmd()"],
  ['a tab', 'stale\t+1', "stale\t'+1"],
  ['a line feed', 'stale\n-1', "stale\n'-1"],
  ['a carriage return', 'stale\r@SUM(A1)', "stale\r'@SUM(A1)"],
  ['white space', ' \u00A0=cmd()', " \u00A0'=cmd()"],
  ['a tab at the start', '\t=1', "'\t'=1"],
  ['a separator and white space', 'one; ＝cmd();\t|calc', "one; '＝cmd();\t'|calc"],
  ['a separator and a quote', 'one;"=cmd()"', `one;"'=cmd()"`],
])('turns a formula after %s into text, whichever separator the reader uses', (_title, reason, written) => {
  expect(fieldIn({ reason }, 'reason')).toBe(written);
});

test('turns a formula inside a list into text, and the list stays JSON', () => {
  const connections = [{ id: 'c', current: { code: 'terminating', message: 'one;=cmd()' } }];

  expect(JSON.parse(fieldIn({ connections }, 'connections') ?? '')).toMatchObject([
    { current: { message: "one;'=cmd()" } },
  ]);
});

test('writes entries without formulas byte for byte as earlier versions did', () => {
  const lines = aChain([
    anEntryDraft({ reason: 'hangs, again: she said "now"' }),
    anEntryDraft({ reason: ' padded\tand\ttabbed ', detail: 'one\r\ntwo; three', target: 'CORP\\anna' }),
    anEntryDraft({ reason: "it's 50% off: a=b, x-y, 1+1 | 2 '=3", detail: '', target: '👍 – ½' }),
    {
      at: '2026-11-02T09:00:00.000Z',
      kind: 'refused',
      correlation: 'corr-0001',
      actor: { id: 'U0LENA', name: 'lena', team: 'T0ACME' },
    },
  ]).map((entry) => csvLine(canonicalJson(entry)));

  expect(`${[csvHeader, ...lines].join('\n')}\n`).toBe(readFixture('entries.csv'));
});

test('writes every column of a line, whatever the text of the reason', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (reason) => {
      const field = fieldIn({ reason }, 'reason') ?? '';

      expect(withoutApostrophes(field)).toBe(withoutApostrophes(reason));
    }),
  );
});
