import { isSameDirectoryUser } from './directory-name.ts';
import { isSameName } from './vpn-name.ts';

const separator = ', ';

/** Says whether a text that lists names lists this one: whole, and also where the name itself has a comma in it. */
export function isListedIn(text: string, name: string): boolean {
  const parts = text.split(separator);
  const length = name.split(separator).length;
  return parts.some((_, from) => isSameName(parts.slice(from, from + length).join(separator), name));
}

/** Says whether a text that lists names lists a directory's user, however the name is written. */
export function isDirectoryUserListedIn(text: string, name: string): boolean {
  return text.split(separator).some((part) => isSameDirectoryUser(part, name));
}
