import { isSameDirectoryUser } from './directory-name.ts';
import { isSameName } from './vpn-name.ts';

const separator = ', ';

/** Returns whether a list of names contains this one as a whole, even if the name itself contains a comma. */
export function isListedIn(text: string, name: string): boolean {
  const parts = text.split(separator);
  return parts.some((_, from) => isSameName(listedFrom(parts, from, name), name));
}

/**
 * Splits a list of names.
 *
 * @param known Names that may be in the list: those of them that contain a comma are kept whole.
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

/** Joins as many parts as the name has. */
function listedFrom(parts: readonly string[], from: number, name: string): string {
  return parts.slice(from, from + name.split(separator).length).join(separator);
}

/** Returns whether a list of names contains a directory's user, however the name is written. */
export function isDirectoryUserListedIn(text: string, name: string): boolean {
  return text.split(separator).some((part) => isSameDirectoryUser(part, name));
}
