import { isJsonObject } from '../../../emulators/slack/protocol/json-object.ts';

/** Every field, by its path, with the kinds of its values; what stands in a list has the path of the list. */
export type FieldKinds = Map<string, Set<string>>;

export function fieldKinds(value: unknown, path = '', found: FieldKinds = new Map()): FieldKinds {
  const kind = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  if (path !== '') found.set(path, new Set([...(found.get(path) ?? []), kind]));
  for (const object of [value].flat().filter(isJsonObject)) {
    for (const [name, each] of Object.entries(object)) {
      fieldKinds(each, path === '' ? name : `${path}.${name}`, found);
    }
  }
  return found;
}
