import type { Connection } from './connection.ts';
import { directoryUserOf } from './directory-name.ts';
import { foldName, namesOn } from './vpn-name.ts';

/**
 * Returns whether any of the names matches any of the patterns, in normalized form; `*` stands for any characters. A
 * domain before a backslash, as in `CORP\svc-backup`, does not keep a name from matching.
 */
export function isProtected(names: readonly string[], patterns: readonly string[]): boolean {
  const folded = patterns.map(foldName);
  return names.flatMap(withoutShortDomain).some((name) => folded.some((pattern) => matches(name, pattern)));
}

/** Returns the same for a directory user, in every way to write the name. */
export function isProtectedUser(username: string, patterns: readonly string[]): boolean {
  const users = patterns.map(directoryUserOf).filter((pattern) => /[^*]/.test(pattern));
  return (
    isProtected([username], patterns) || isProtected([directoryUserOf(username)], [...patterns, ...users])
  );
}

/** Returns the protected names on connections, once for each occurrence. */
export function protectedNamesOn(
  connections: readonly Pick<Connection, 'username' | 'commonName' | 'isDirectoryUser'>[],
  patterns: readonly string[],
): readonly string[] {
  return connections.flatMap((connection) =>
    namesOn(connection).filter((name) =>
      connection.isDirectoryUser && name === connection.username
        ? isProtectedUser(name, patterns)
        : isProtected([name], patterns),
    ),
  );
}

function withoutShortDomain(name: string): readonly string[] {
  const folded = foldName(name);
  const at = folded.lastIndexOf('\\');
  return at < 0 ? [folded] : [folded, folded.slice(at + 1)];
}

/**
 * Matches the literal pieces in order instead of building a regular expression, which a pattern could make arbitrarily
 * slow.
 */
function matches(name: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;

  let from = head.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= name.length - tail.length;
}
