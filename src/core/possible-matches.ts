import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { SeenSession } from './sighting.ts';
import { foldName } from './vpn-name.ts';

/** What may belong to somebody beside what surely does: for showing and offering it, never for acting on it unasked. */
export interface PossibleMatches {
  /** Connections by certificate alone, living ones or those that ended lately, whose name holds the local part of one of theirs as a whole word. */
  readonly connections: readonly SeenSession[];
  /** Endpoints that know no user names, so that no look-up by name proves that somebody is not connected there. */
  readonly certificateOnly: readonly Endpoint[];
}

export const noPossibleMatches: PossibleMatches = { connections: [], certificateOnly: [] };

export function hasPossibleMatches({ connections, certificateOnly }: PossibleMatches): boolean {
  return connections.length > 0 || certificateOnly.length > 0;
}

/**
 * Makes the test whether a connection may belong to whoever goes by these names, though none of them is on it:
 * `joanna-laptop` may be `joanna@example.com`'s. A connection with a user name is that user's, and `joanna` never
 * means `anna`. A test is made once for a whole list, which may hold a hundred thousand connections.
 */
export function possibleMatcher(
  names: readonly string[],
): (connection: Pick<Connection, 'username' | 'commonName'>) => boolean {
  const own = new Set(names.map(foldName));
  const wanted = names.map((name) => wordsOf(localPartOf(name))).filter((words) => words.length > 0);
  const byFirstWord = Map.groupBy(wanted, ([first]) => first);

  return ({ username, commonName }) => {
    if (username || !commonName || own.has(foldName(commonName))) return false;
    const words = wordsOf(commonName);
    return words.some((word, start) =>
      byFirstWord.get(word)?.some((those) => those.every((one, offset) => words[start + offset] === one)),
    );
  };
}

/** The one text that occurs in whatever {@link possibleMatcher} accepts; undefined where there is none such. */
export function searchTextFor(names: readonly string[]): string | undefined {
  const [name, ...others] = new Set(names.map((each) => wordsOf(localPartOf(each)).join(' ')));
  return others.length > 0 ? undefined : name?.split(' ').toSorted((a, b) => b.length - a.length)[0];
}

/** `anna` of `anna@corp.example` and of `CORP\anna`. */
function localPartOf(name: string): string {
  return name.replace(/^.*\\/s, '').replace(/(.)@[^@]*$/s, '$1');
}

function wordsOf(name: string): readonly string[] {
  return foldName(name)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}
