export type Kind = 'string' | 'number' | 'boolean' | 'list' | 'object';

/** The kind of each field, by its path; what is in a list has the path of the list. */
export type Fields = Readonly<Record<string, Kind>>;

/** Reads lines such as `id name: string`: names of fields, then their kind. */
export function fields(lines: string): Fields {
  const rows = lines
    .trim()
    .split('\n')
    .map((line) => line.split(':').map((part) => part.trim()));
  return Object.fromEntries(
    rows.flatMap(([names = '', kind = '']) => names.split(' ').map((name) => [name, parseKind(kind)])),
  );
}

/** A field with an object in it that has these fields. */
export function object(path: string, ...parts: readonly Fields[]): Fields {
  return { [path]: 'object', ...within(path, parts) };
}

/** A field with a list of objects that have these fields. */
export function list(path: string, ...parts: readonly Fields[]): Fields {
  return { [path]: 'list', ...within(path, parts) };
}

function within(path: string, parts: readonly Fields[]): Fields {
  return Object.fromEntries(
    parts.flatMap((part) => Object.entries(part).map(([name, kind]) => [`${path}.${name}`, kind])),
  );
}

function parseKind(text: string): Kind {
  const kinds: readonly Kind[] = ['string', 'number', 'boolean', 'list', 'object'];
  const kind = kinds.find((each) => each === text);
  if (kind === undefined) throw new RangeError(`No kind of value is called “${text}”.`);
  return kind;
}
