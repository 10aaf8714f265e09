/** An id that the test spells out, so that it must parse. */
export function known<T>(id: T | undefined): T {
  if (id === undefined) throw new Error('the test names an id that does not parse');
  return id;
}
