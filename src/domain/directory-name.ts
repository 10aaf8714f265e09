import { distinctNames, foldName, isSameName } from './vpn-name.ts';

/**
 * The parts of a directory's user name. Directories accept several names for one user: `anna`, `CORP\anna` with the
 * domain's short name, and `anna@corp.example`, the user principal name.
 */
interface DirectoryName {
  readonly user: string;
  /** Before a backslash. */
  readonly shortDomain: string | undefined;
  /** After an `@`. */
  readonly domain: string | undefined;
}

/**
 * Returns whether two user names may be the same directory user's. Two different domains of the same form tell two
 * users apart. Whether `CORP` is `corp.example` is unknown, so a short domain does not contradict a long one.
 */
export function isSameDirectoryUser(one: string, other: string): boolean {
  const [a, b] = [parseDirectoryName(one), parseDirectoryName(other)];
  return a.user === b.user && !differs(a.shortDomain, b.shortDomain) && !differs(a.domain, b.domain);
}

/** The user part of a directory name, normalized: the same for every way to write it. */
export function directoryUserOf(name: string): string {
  return parseDirectoryName(name).user;
}

/**
 * The ways to write directory user names that differ only in their domain, for showing. An ellipsis stands for a
 * domain that none of them contains.
 */
export function waysToWrite(names: readonly string[]): readonly string[] {
  const parts = names.map(partsOf);
  const [{ user } = partsOf('')] = parts;
  const shortDomains = distinctNames(parts.flatMap(({ shortDomain }) => shortDomain ?? []));
  const domains = distinctNames(parts.flatMap(({ domain }) => domain ?? []));
  return [
    user,
    ...orUnknown(shortDomains).map((shortDomain) => `${shortDomain}\\${user}`),
    ...orUnknown(domains).map((domain) => `${user}@${domain}`),
  ];
}

function orUnknown(domains: readonly string[]): readonly string[] {
  return domains.length === 0 ? ['…'] : domains;
}

/** Returns a test for whether a directory user name may belong to any of these names. */
export function directoryMatcher(names: readonly string[]): (username: string) => boolean {
  const byUser = Map.groupBy(names, directoryUserOf);
  return (username) =>
    byUser.get(directoryUserOf(username))?.some((name) => isSameDirectoryUser(name, username)) ?? false;
}

/** How many domains a name contains, for sorting the most specific names first. */
export function domainsIn(name: string): number {
  const { shortDomain, domain } = parseDirectoryName(name);
  return Number(shortDomain !== undefined) + Number(domain !== undefined);
}

/** Splits a name, in its normalized form, into its parts. */
export function parseDirectoryName(name: string): DirectoryName {
  return partsOf(foldName(name));
}

/** A domain without a user, or a name without a user before the domain, is not split. */
function partsOf(name: string): DirectoryName {
  const [, shortDomain, user = name, domain] = /^(?:([^\\]+)\\)?([^\\@]+)(?:@([^@]+))?$/.exec(name) ?? [];
  return { user, shortDomain, domain };
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

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
