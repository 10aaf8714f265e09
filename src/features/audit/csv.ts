import { stringify } from 'csv-stringify/sync';

/** The columns of the export, in the order of an entry's fields. Lists and objects without a column stay JSON. */
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

/** Formats a stored entry as a CSV line (RFC 4180) that a spreadsheet runs no formula of. A missing value is empty. */
export function csvLine(stored: string): string {
  const entry: unknown = JSON.parse(stored);
  const fields = columns.map((column) => withoutFormulas(textOf(valueAt(entry, column.split('.')))));
  // Readers trim white space from the ends of a value that is not quoted.
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
 * Matches what a spreadsheet reads as the start of a formula, full-width forms included. A spreadsheet that splits at
 * semicolons or tabs, as in many countries, starts a cell at each of them and applies its own quoting rules there.
 * The library's `escape_formulas` checks only the first character.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formulaStart = /(^\s*|[;\t\r\n][\s"]*)(?=[=+\-@|%＝＋－＠])/g;

/** Puts an apostrophe before each formula such as `=cmd()`, which makes it plain text. */
function withoutFormulas(text: string): string {
  const inert = text.replaceAll(formulaStart, "$1'");
  return /^[\t\r\n]/.test(inert) ? `'${inert}` : inert;
}
