/** Reads a value from an unchecked Slack request; undefined if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
  return valueAt(Reflect.get(value, field), ...rest);
}

/** Reads a text from an unchecked Slack request; empty if there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}
