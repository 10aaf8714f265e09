import { distinctNames, foldName } from './vpn-name.ts';

/**
 * A directory's user name, in its parts. Directories take one user's name in several ways: `anna`, `CORP\anna` with the
 * domain's short name, and `anna@corp.example`, the user principal name.
 */
export interface DirectoryName {
  readonly user: string;
  /** Before a backslash. */
  readonly shortDomain: string | undefined;
  /** After an `@`. */
  readonly domain: string | undefined;
}

/**
 * Says whether two user names may be one user's in a directory. Two domains that are written in the same way tell two users
 * apart; whether `CORP` is `corp.example` nobody can tell, so that one does not contradict the other.
 */
export function isSameDirectoryUser(one: string, other: string): boolean {
  const [a, b] = [parseDirectoryName(one), parseDirectoryName(other)];
  return a.user === b.user && !differs(a.shortDomain, b.shortDomain) && !differs(a.domain, b.domain);
}

/** The user's part of a directory name, folded: the same for every way to write it. */
export function directoryUserOf(name: string): string {
  return parseDirectoryName(name).user;
}

/**
 * The ways to write a directory's user names that differ in their domain alone, to be shown; an ellipsis stands for a
 * domain that none of them tells.
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

/** Makes a test for user names of a directory: whether one may be that of any of these names. */
export function directoryMatcher(names: readonly string[]): (username: string) => boolean {
  const byUser = Map.groupBy(names, directoryUserOf);
  return (username) =>
    byUser.get(directoryUserOf(username))?.some((name) => isSameDirectoryUser(name, username)) ?? false;
}

/** How many domains a name tells, for putting the most exact names first. */
export function domainsIn(name: string): number {
  const { shortDomain, domain } = parseDirectoryName(name);
  return Number(shortDomain !== undefined) + Number(domain !== undefined);
}

/** Takes a name apart, in its comparison form. */
export function parseDirectoryName(name: string): DirectoryName {
  return partsOf(foldName(name));
}

/** A domain alone, or nothing before it, is a name like any other. */
function partsOf(name: string): DirectoryName {
  const [, shortDomain, user = name, domain] = /^(?:([^\\]+)\\)?([^\\@]+)(?:@([^@]+))?$/.exec(name) ?? [];
  return { user, shortDomain, domain };
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
