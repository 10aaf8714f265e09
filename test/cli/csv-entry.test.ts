import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvHeader, csvLine } from '../../src/cli/csv-entry.ts';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const columns = csvHeader.split(',');

/** Reads a record as RFC 4180 has it: a quoted field ends at a quote that no other follows. */
function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function fieldIn(given: Parameters<typeof anEntryDraft>[0], column: string): string | undefined {
  const [entry] = aChain([anEntryDraft(given)]);
  return fieldsOf(csvLine(canonicalJson(entry)))[columns.indexOf(column)];
}

test('every field of an entry has its column, lists stay JSON', () => {
  const [entry] = aChain([anEntryDraft()]);
  const fields = fieldsOf(csvLine(canonicalJson(entry)));

  expect(fields).toHaveLength(columns.length);
  expect(fields[columns.indexOf('actor.name')]).toBe('helga');
  expect(fields[columns.indexOf('endpoint.region')]).toBe('eu-west-1');
  expect(JSON.parse(fields[columns.indexOf('connections')] ?? '')).toEqual(entry?.connections);
  expect(fields[columns.indexOf('hash')]).toBe(entry?.hash);
});

test('a field without a value is empty', () => {
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
])('text with %s is read back as it was written', (_title, reason) => {
  expect(fieldIn({ reason }, 'reason')).toBe(reason);
});

test.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('a spreadsheet does not run %j', (target) => {
  expect(fieldIn({ target }, 'target')).toBe(`'${target}`);
});

test('whatever people write, a line has every column, and the reason is its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (reason) => {
      const field = fieldIn({ reason }, 'reason') ?? '';

      expect(field.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(reason);
    }),
  );
});
