import { createHash } from 'node:crypto';
import type { Connection } from './connection.ts';
import { parseDirectoryName } from './directory-name.ts';
import { type Kick, stateMeanings } from './kick.ts';
import { hashOfName, nameOf } from './vpn-name.ts';

/** The number of hex digits for each part of a key, so that many people's names need only limited space in a job. */
const digits = { id: 10, name: 12, domain: 4 } as const;
const namedDigits = digits.id + digits.name;
const directoryDigits = namedDigits + 2 * digits.domain;
const noDomain = '0'.repeat(digits.domain);

/** The name of each connection in a kick, as short hashes of both. */
export interface WatchedNames {
  /** The key of the normalized name, by connection. */
  readonly names: ReadonlyMap<string, string>;
  /** For directory users: the key of the directory name, by connection. */
  readonly directoryNames: ReadonlyMap<string, DirectoryKey>;
}

interface DirectoryKey {
  readonly user: string;
  /** Undefined if the name contains none. */
  readonly shortDomain: string | undefined;
  readonly domain: string | undefined;
}

/** Returns the key of a name, the same for every spelling. */
export function nameKey(name: string): string {
  return hashOfName(name).slice(0, digits.name);
}

/** Writes the names of connections as text: 22 characters for each, and 30 more for directory users. */
export function textsFromNames(connections: readonly Connection[]): {
  readonly names: string;
  readonly directoryNames: string;
} {
  const named = connections.flatMap((connection) => {
    const name = nameOf(connection);
    return name.kind === 'unnamed' ? [] : [{ connection, name: name.text }];
  });
  return {
    names: named.map(({ connection, name }) => idKey(connection.id) + nameKey(name)).join(''),
    directoryNames: named
      .filter(({ connection }) => connection.isDirectoryUser)
      .map(({ connection, name }) => {
        const { user, shortDomain = noDomain, domain = noDomain } = directoryKey(name);
        return idKey(connection.id) + user + shortDomain + domain;
      })
      .join(''),
  };
}

export function namesFromTexts(names: string, directoryNames: string): WatchedNames {
  return {
    names: new Map(cut(names, namedDigits).map((each) => [each.slice(0, digits.id), each.slice(digits.id)])),
    directoryNames: new Map(
      cut(directoryNames, directoryDigits).map((each) => {
        const [shortDomain = noDomain, domain = noDomain] = cut(each.slice(namedDigits), digits.domain);
        const user = each.slice(digits.id, namedDigits);
        return [
          each.slice(0, digits.id),
          { user, shortDomain: domainOrNone(shortDomain), domain: domainOrNone(domain) },
        ];
      }),
    ),
  };
}

/** Returns whether any of these names may be watched. It is fast, but may give false positives for directory names. */
export function mayBeWatched(
  { names, directoryNames }: WatchedNames,
  targets: readonly string[],
  wanted: readonly string[],
): boolean {
  const keys = new Set(wanted.map(nameKey));
  const users = new Set(wanted.map((name) => directoryKey(name).user));
  return (
    targets.some((target) => keys.has(nameKey(target)) || users.has(directoryKey(target).user)) ||
    names.values().some((key) => keys.has(key)) ||
    directoryNames.values().some(({ user }) => users.has(user))
  );
}

/** A name that a kick terminated connections of, according to the audit log. */
export interface EndedName {
  readonly key: string;
  /** The number of the last entry that says so: of several kicks, the one with the highest number was the latest. */
  readonly seq: number;
  /** When AWS had answered each request to terminate one of its connections, in order. */
  readonly orderedAtMs: readonly number[];
}

/** The names that a kick has terminated connections of so far. */
export interface EndedNames {
  readonly count: number;
  /** Finds a name in any spelling, and in a directory, in every way to write it. */
  of(name: string, isDirectory: boolean): EndedName | undefined;
}

/** @param targets Names that count, whichever connection was terminated. */
export function endedNames(
  { parts }: Pick<Kick, 'parts'>,
  { names, directoryNames }: WatchedNames,
  targets: readonly string[],
): EndedNames {
  const ended = new Map<string, EndedName>();
  const inDirectory = new Map<string, { readonly written: DirectoryKey; readonly key: string }[]>();
  const count = (key: string, written: DirectoryKey | undefined, seq: number, atMs: number) => {
    const known = ended.get(key);
    const orderedAtMs = [...(known?.orderedAtMs ?? []), atMs].toSorted((a, b) => a - b);
    ended.set(key, { key, seq: Math.max(known?.seq ?? 0, seq), orderedAtMs });
    if (written === undefined) return;
    inDirectory.set(written.user, [...(inDirectory.get(written.user) ?? []), { written, key }]);
  };

  for (const { entries, connections } of parts) {
    const finished = entries.find(({ kind }) => kind === 'finished');
    const over = connections.filter(({ state }) => stateMeanings[state.kind].mayHaveEnded);
    if (finished === undefined || over.length === 0) continue;

    const atMs = Date.parse(finished.at);
    for (const target of targets) count(nameKey(target), directoryKey(target), finished.seq, atMs);
    for (const { connection } of names.size === 0 ? [] : over) {
      const id = idKey(connection.id);
      const key = names.get(id);
      if (key !== undefined) count(key, directoryNames.get(id), finished.seq, atMs);
    }
  }
  return {
    count: ended.size,
    of(name, isDirectory) {
      const exact = ended.get(nameKey(name));
      if (exact !== undefined || !isDirectory) return exact;

      const wanted = directoryKey(name);
      const same = inDirectory.get(wanted.user)?.find(({ written }) => isSameUser(written, wanted));
      return same === undefined ? undefined : ended.get(same.key);
    },
  };
}

/**
 * Returns the milliseconds from the last request to terminate a connection of the name until a new one was
 * established. EC2's clock and ours may differ slightly.
 */
export function reconnectedAfterMs({ orderedAtMs }: EndedName, establishedAt: Date): number {
  const before = orderedAtMs.findLast((at) => at <= establishedAt.getTime());
  return Math.max(0, establishedAt.getTime() - (before ?? orderedAtMs[0] ?? establishedAt.getTime()));
}

/** The same comparison as `isSameDirectoryUser`, on keys. */
function isSameUser(one: DirectoryKey, other: DirectoryKey): boolean {
  return !differs(one.shortDomain, other.shortDomain) && !differs(one.domain, other.domain);
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function directoryKey(name: string): DirectoryKey {
  const { user, shortDomain, domain } = parseDirectoryName(name);
  const keyOf = (text: string | undefined) =>
    text === undefined ? undefined : hashOf(text).slice(0, digits.domain);
  return { user: hashOf(user).slice(0, digits.name), shortDomain: keyOf(shortDomain), domain: keyOf(domain) };
}

/** One domain in 65,536 is mistaken for none. */
function domainOrNone(text: string): string | undefined {
  return text === noDomain ? undefined : text;
}

function idKey(id: string): string {
  return hashOf(id).slice(0, digits.id);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function cut(text: string, length: number): readonly string[] {
  const count = Math.floor(text.length / length);
  return Array.from({ length: count }, (_, index) => text.slice(index * length, (index + 1) * length));
}
