import { stringify } from 'csv-stringify/sync';
import type { Environment } from '../../config/environment.ts';
import { openRecord } from './open-record.ts';
import { print, printed } from './print.ts';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Prints every entry to stdout, one a line, exactly as it is stored or as CSV. */
export async function auditExport(environment: Environment, format: ExportFormat): Promise<number> {
  const { log, close } = await openRecord(environment);
  try {
    if (format === 'csv') await print(csvHeader);
    for await (const text of log.stored()) await print(format === 'csv' ? csvLine(text) : text);
    await printed();
    return 0;
  } finally {
    close();
  }
}

/** The columns of the export, in the order of an entry's fields; lists and objects that have no column stay JSON. */
const columns = [
  'seq',
  'at',
  'kind',
  'correlation',
  'actor.id',
  'actor.name',
  'actor.team',
  'channel.id',
  'channel.name',
  'endpoint.id',
  'endpoint.name',
  'endpoint.region',
  'target',
  'connections',
  'reason',
  'awsRequestId',
  'detail',
  'prev',
  'hash',
] as const;

export const csvHeader = columns.join(',');

/** Writes one stored entry as a line of CSV (RFC 4180) that no spreadsheet runs; a field without a value is empty. */
export function csvLine(stored: string): string {
  const entry: unknown = JSON.parse(stored);
  const fields = columns.map((column) => withoutFormulas(textOf(valueAt(entry, column.split('.')))));
  // Readers trim white space around what is not quoted.
  return stringify([fields], { eof: false, quoted_match: /^\s|\s$/ });
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * What a spreadsheet takes for the start of a formula, full-width forms included. A spreadsheet that splits at semicolons or
 * tabs, as in many countries, begins a cell at each of them and reads quotes there by its own rules.
 * The library's `escape_formulas` looks at the first character alone.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formulaStart = /(^\s*|[;\t\r\n][\s"]*)(?=[=+\-@|%＝＋－＠])/g;

/** The apostrophe makes text of a formula such as `=cmd()`. */
function withoutFormulas(text: string): string {
  const inert = text.replaceAll(formulaStart, "$1'");
  return /^[\t\r\n]/.test(inert) ? `'${inert}` : inert;
}
