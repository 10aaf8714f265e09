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

/** Writes one stored entry as a line of CSV (RFC 4180); a field without a value is empty. */
export function csvLine(stored: string): string {
  const entry: unknown = JSON.parse(stored);
  return columns.map((column) => csvField(valueAt(entry, column.split('.')))).join(',');
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}

function csvField(value: unknown): string {
  const text = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) || isFormula(text) ? `"${quoted(text)}"` : text;
}

/** A spreadsheet would run a name such as `=cmd()`; the apostrophe makes it text. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text);
}

function quoted(text: string): string {
  return (isFormula(text) ? `'${text}` : text).replaceAll('"', '""');
}
