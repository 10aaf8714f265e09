import { isSameDirectoryUser } from './directory-name.ts';
import { isSameName } from './vpn-name.ts';

const separator = ', ';

/** Says whether a text that lists names lists this one: whole, and also where the name itself has a comma in it. */
export function isListedIn(text: string, name: string): boolean {
  const parts = text.split(separator);
  return parts.some((_, from) => isSameName(listedFrom(parts, from, name), name));
}

/**
 * Reads the names that a text lists.
 *
 * @param known Names that may be among them: where one of these has a comma in it, it is read whole.
 */
export function namesListedIn(text: string, known: readonly string[]): readonly string[] {
  const parts = text.split(separator);
  const wholes = known.filter((name) => name.includes(separator));
  const names: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const starting = wholes.filter((name) => isSameName(listedFrom(parts, from, name), name));
    const longest = Math.max(1, ...starting.map((name) => name.split(separator).length));
    names.push(parts.slice(from, from + longest).join(separator));
    from += longest;
  }
  return names;
}

/** As many parts as the name would be. */
function listedFrom(parts: readonly string[], from: number, name: string): string {
  return parts.slice(from, from + name.split(separator).length).join(separator);
}

/** Says whether a text that lists names lists a directory's user, however the name is written. */
export function isDirectoryUserListedIn(text: string, name: string): boolean {
  return text.split(separator).some((part) => isSameDirectoryUser(part, name));
}
