/**
 * Writes a value as canonical JSON, so that equal values always give equal text: keys in code-unit order, no white
 * space, absent fields left out (RFC 8785 for the strings, integers, lists and objects that entries contain).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => (isRecord(field) ? inKeyOrder(field) : field));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inKeyOrder(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(record).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, record[key]]));
}

/** Half of a SHA-256 hash: forging an entry that matches this many digits is infeasible. */
export const shownDigits = 32;
const groupDigits = 8;

/** Writes the first half of a hash in groups of eight hex digits, so that people can compare it. */
export function formatHash(hash: string): string {
  return (
    hash
      .slice(0, shownDigits)
      .match(new RegExp(`.{1,${groupDigits}}`, 'g'))
      ?.join(' ') ?? ''
  );
}
