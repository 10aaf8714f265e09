/** The value in a request of Slack that nothing was checked in; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
  return valueAt(Reflect.get(value, field), ...rest);
}

/** The text that stands there; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}
