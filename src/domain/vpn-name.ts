import { createHash } from 'node:crypto';
import type { Connection } from './connection.ts';
import { withoutInvisible, withPlainSpaces } from './visible-text.ts';

/** A connection's name, and what kind of name it is. */
export type VpnName =
  | { readonly kind: 'username'; readonly text: string }
  /** A certificate's name, which several people may share. */
  | { readonly kind: 'common_name'; readonly text: string }
  | { readonly kind: 'unnamed' };

export function nameOf(connection: Pick<Connection, 'username' | 'commonName'>): VpnName {
  if (connection.username) return { kind: 'username', text: connection.username };
  if (connection.commonName) return { kind: 'common_name', text: connection.commonName };
  return { kind: 'unnamed' };
}

/** Lists the distinct names of connections for people to read. A connection without a name is listed by its id. */
export function namesText(connections: readonly Connection[], most = Number.POSITIVE_INFINITY): string {
  const distinct = namesOfConnections(connections);
  const more = distinct.length > most ? ` and ${distinct.length - most} more` : '';
  return distinct.slice(0, most).join(', ') + more;
}

/** Returns the distinct names of connections, with the id of a connection that has no name. */
export function namesOfConnections(connections: readonly Connection[]): readonly string[] {
  const texts = connections.map((connection) => {
    const name = nameOf(connection);
    return name.kind === 'unnamed' ? connection.id : name.text;
  });
  return [...new Set(texts)];
}

/** Returns every name on the connection: people are found by either. */
export function namesOn(connection: Pick<Connection, 'username' | 'commonName'>): readonly string[] {
  return [connection.username, connection.commonName].flatMap((name) => name || []);
}

/** Compares whole names in their normalized form: `Anna` is `anna`, and never `joanna`. */
export function isSameName(one: string, other: string): boolean {
  return one === other || foldName(one) === foldName(other);
}

/** Returns each name once, in its first spelling. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const byForm = new Map<string, string>();
  for (const name of names) if (!byForm.has(foldName(name))) byForm.set(foldName(name), name);
  return [...byForm.values()];
}

/** Names that differ from their normalized form only in case: nearly all. */
const plainName = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Returns the normalized form in which names are compared everywhere: compatibility forms (NFKC), case, white space,
 * invisible characters, and typographic quotes and dashes make no difference. Use it only for comparing: names are
 * stored and sent to AWS as they were seen. Letters that merely look alike stay different, as do `ß` and `ss`.
 */
export function foldName(name: string): string {
  if (plainName.test(name)) return name.toLowerCase();

  // Composition can produce characters that must then be replaced, and an invisible character keeps letters from
  // composing.
  const composed = withPlainMarks(withPlainMarks(name).normalize('NFKC'));
  const folded = composed.toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
  // A name without visible characters must not equal every other such name, or occur in all other names.
  return withPlainSpaces(folded) || name;
}

/** Ordinary letters and ASCII. Most names beyond ASCII contain nothing else, so the replacements can be skipped. */
const ordinary =
  /^[ -~\u00C0-\u0148\u014A-\u024F\u0400-\u0481\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF\uAC00-\uD7A3]*$/;

function withPlainMarks(text: string): string {
  if (ordinary.test(text)) return text;

  return withoutInvisible(text)
    .replaceAll(/[\u2018-\u201B\u2032\u2035\u2039\u203A\u00B4\u02B9\u02BB-\u02BD\u02C8]/g, "'")
    .replaceAll(/[\u201C-\u201F\u2033\u2036\u00AB\u00BB\u301D-\u301F]/g, '"')
    .replaceAll(/[\p{Dash_Punctuation}\u2212\u2043\u02D7]/gu, '-');
}

/**
 * Returns the ways in which a name is commonly written. EC2's `username` filter is case-sensitive, and directories
 * keep the case in which a user signed in. Where a letter's other case is another name (`ß` and `SS`), that spelling
 * is left out.
 */
export function spellingsOf(name: string): readonly string[] {
  const lowers = [name.toLowerCase(), foldName(name)];
  const spellings = [name, ...lowers.flatMap((lower) => [lower, lower.toUpperCase(), capitalised(lower)])];

  return [...new Set(spellings)].filter((spelling) => isSameName(spelling, name));
}

function capitalised(lower: string): string {
  const localPart = lower.replace(/@[^@]*$/, '');
  const initials = localPart.replace(/(^|[._-])\p{L}/gu, (initial) => initial.toUpperCase());
  return initials + lower.slice(localPart.length);
}

/** Returns a hash of a name, the same for every spelling, where a key has no room for the name: 32 hex digits. */
export function hashOfName(name: string): string {
  return hashOf(foldName(name));
}

/**
 * Returns the hashes under which a name may be stored: the current one, and the one from earlier versions, which
 * normalized only case and composed accents. For nearly every name they are the same.
 */
export function hashesOfName(name: string): readonly string[] {
  return [...new Set([hashOfName(name), hashOf(name.normalize('NFC').toLowerCase())])];
}

function hashOf(folded: string): string {
  return createHash('sha256').update(folded).digest('hex').slice(0, 32);
}
