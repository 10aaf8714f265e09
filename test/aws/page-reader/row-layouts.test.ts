import { expect, test } from 'vitest';
import { parseRow } from '../../../src/aws/page-reader/row-from-xml.ts';
import { RowLayouts } from '../../../src/aws/page-reader/row-layouts.ts';
import { viewOf } from '../../../src/aws/snapshot/packed-page.ts';
import { plainRow, type Row, rowXml } from '../snapshot/a-page.ts';

const kind = { status: { code: 'active', message: undefined }, posture: [] };
const other = {
  ...plainRow,
  connectionId: 'cvpn-connection-0e',
  username: 'Bob Baker',
  connectionEstablishedTime: '2026-12-01 00:00:01',
  egressBytes: '7',
  clientIp: '10.0.0.77',
  commonName: 'laptop-7',
};

/** Learns the layout of one row and reads another by it. @returns The other's name; undefined when it is not read. */
function readLike(learned: string, row: string): string | undefined {
  const layouts = new RowLayouts();
  const parsed = parseRow(Buffer.from(learned), 0);
  if (parsed === undefined) throw new Error('the row to learn cannot be parsed');
  layouts.learn(learned, parsed.texts, kind);

  const bytes = Buffer.from(row);
  if (layouts.read({ bytes, view: viewOf(bytes) }, 0) === undefined) return undefined;
  expect(layouts.end).toBe(bytes.length);
  return bytes.toString('utf8', layouts.row.starts[1], layouts.row.ends[1]);
}

test.each<[string, (row: Row) => string]>([
  ['the order of the model', (row) => rowXml(row)],
  ['alphabetical order', (row) => rowXml(Object.fromEntries(Object.entries(row).toSorted()))],
  ['many lines', (row) => rowXml(row).replaceAll('><', '>\n    <').replace('<item>', '\n    <item>')],
  [
    'empty elements',
    (row) => rowXml(row, '<clientIpv6Address/><postureComplianceStatusSet/><status><message/></status>'),
  ],
  ['unknown elements', (row) => rowXml(row, `<policy><name>${row.clientIp}</name></policy>`)],
])('reads a row without parsing it when an earlier one was written alike: %s', (_title, written) => {
  expect(readLike(written(plainRow), written(other))).toBe('Bob Baker');
});

test.each([
  ['of the same form', other, 'Bob Baker'],
  ['beyond ASCII', { ...other, username: 'Łukasz' }, 'Łukasz'],
  ['an empty name', { ...other, username: '' }, ''],
  ['an end', { ...other, connectionEndTime: '2026-12-01 00:00:02' }, undefined],
  ['an entity', { ...other, username: 'Bob &amp; Co' }, undefined],
  ['a padded name', { ...other, username: 'bob ' }, undefined],
  ['a counter beyond 2^53', { ...other, egressBytes: '9007199254740993' }, undefined],
  ['a day that does not exist', { ...other, timestamp: '2026-02-30 08:06:02' }, undefined],
  ['a time with a zone', { ...other, timestamp: '2026-11-22T08:06:02Z' }, undefined],
  ['an id that is none', { ...other, connectionId: 'cvpn-connection-0E' }, undefined],
  ['another endpoint', { ...other, clientVpnEndpointId: 'cvpn-endpoint-0fedcba9876543210' }, undefined],
])('reads by its layout only a row with values that mean what is written: %s', (_title, row, name) => {
  expect(readLike(rowXml(plainRow), rowXml(row))).toBe(name);
});

test.each([
  ['an entity', { ...plainRow, username: 'Bob &amp; Co' }, ''],
  ['a counter beyond 2^53', { ...plainRow, egressBytes: '9007199254740993' }, ''],
  ['a time with a zone', { ...plainRow, timestamp: '2026-11-22T08:06:02Z' }, ''],
  ['a comment', plainRow, '<!-- <username>x</username> -->'],
  ['an attribute', plainRow, '<noted at="1"/>'],
  ['a second name in an unknown element', plainRow, '<noted><username>x</username></noted>'],
])('does not learn the layout of a row with %s', (_title, row, extra) => {
  const written = rowXml(row, extra);

  expect(readLike(written, written)).toBeUndefined();
});
