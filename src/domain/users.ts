import type { Connection } from './connection.ts';
import { domainsIn, isSameDirectoryUser } from './directory-name.ts';
import type { PersonId } from './ids.ts';
import type { PeopleRule } from './person.ts';
import { distinctNames, foldName, isSameName, nameOf, namesOn } from './vpn-name.ts';

/**
 * The connections that were found by a person's names: the person's own, and those of other users with the same
 * certificate.
 */
export interface ByUser<T> {
  readonly own: readonly T[];
  readonly otherUsers: readonly T[];
}

/** The fields that identify a connection's user. */
type Named = Pick<Connection, 'username' | 'commonName' | 'isDirectoryUser'>;

/**
 * Returns whether a connection surely belongs to the person with these names. A connection with a user name is that
 * user's, whoever the certificate was made for. Without one, a certificate that is listed for several people proves
 * nothing. A name that someone has claimed is only ever a certificate's: it makes no user of that name theirs. And the
 * certificate is not surely anyone else's, whose address may give the same name.
 *
 * @param person Whose names they are. If that is unknown, a name that anyone has claimed makes no user theirs.
 */
export function isOfUser(
  connection: Named,
  names: readonly string[],
  people: PeopleRule,
  person?: PersonId,
): boolean {
  if (connection.username)
    return names.some((own) => isUsernameOf(connection, own) && !isCertificateName(people, own, person));

  const name = nameOf(connection);
  const isNamedSo = name.kind !== 'unnamed' && names.some((own) => isSameName(own, name.text));
  if (!isNamedSo || isListedForSeveral(people, name.text)) return false;
  return person === undefined || !isClaimedByAnother(people, name.text, person);
}

/** Returns whether a connection has any of these names, as its user name or on its certificate. */
export function hasAnyName(connection: Named, names: readonly string[]): boolean {
  return names.some(
    (name) =>
      isUsernameOf(connection, name) || namesOn(connection).some((nameOnIt) => isSameName(nameOnIt, name)),
  );
}

/** A directory user's name can be written in several ways; other names are compared as a whole. */
export function isUsernameOf({ username, isDirectoryUser = false }: Named, name: string): boolean {
  if (!username) return false;
  return isSameName(username, name) || (isDirectoryUser && isSameDirectoryUser(username, name));
}

/** @param person Whose claims count; by default, anyone's. */
function isCertificateName({ claimed }: PeopleRule, name: string, person?: PersonId): boolean {
  const certificates = person === undefined ? claimed?.certificates : claimed?.certificatesOf.get(person);
  return certificates?.has(foldName(name)) ?? false;
}

function isClaimedByAnother({ claimed }: PeopleRule, name: string, person: PersonId): boolean {
  const folded = foldName(name);
  return [...(claimed?.certificatesOf ?? [])].some(
    ([claimant, certificates]) => claimant !== person && certificates.has(folded),
  );
}

/** Returns whether a name is listed for more than one person, by the operator or by their claims. */
export function isListedForSeveral(people: PeopleRule, name: string): boolean {
  return peopleListedFor(people, name).length > 1;
}

/** The people for whom the operator lists a name, and those who have claimed it. */
export function peopleListedFor(
  { map, claimed }: Pick<PeopleRule, 'map' | 'claimed'>,
  name: string,
): readonly PersonId[] {
  const folded = foldName(name);
  const listed = [...map, ...(claimed?.of ?? [])].flatMap(([person, names]) =>
    names.some((each) => foldName(each) === folded) ? [person] : [],
  );
  return [...new Set(listed)];
}

/**
 * Counts the users of connections. The count is rather too high than too low: a connection whose user is unknown
 * counts as another user's.
 *
 * @param persons The names of people, person by person: all names of one person are one user. A directory user name
 *   that is not among these names, and only may be the person's, counts as another user beside a name in another
 *   domain.
 */
export function countUsers(
  connections: readonly (Named & { readonly id: string })[],
  people: PeopleRule,
  persons: readonly (readonly string[])[],
): number {
  const elsewhere = connections.filter(({ isDirectoryUser }) => !isDirectoryUser).map(nameOf);
  const wholeNames = new Set(elsewhere.map((name) => (name.kind === 'unnamed' ? '' : foldName(name.text))));
  const users = connections.map((connection): CountedUser => {
    const name = nameOf(connection);
    if (name.kind === 'unnamed') return { key: connection.id };
    if (name.kind === 'common_name' && isListedForSeveral(people, name.text)) return { key: connection.id };

    const { isDirectoryUser = false } = connection;
    // A user whose name someone has claimed as a certificate's is another user.
    const isElse = name.kind === 'username' && isCertificateName(people, name.text);
    if (isElse && !isDirectoryUser) return { key: `user ${foldName(name.text)}` };
    const person = isElse
      ? undefined
      : (persons.find((names) => isAmong(name.text, names)) ??
        persons.find((names) => isOfUser(connection, names, people)));
    if (person !== undefined) {
      const key = `name ${foldName(person[0] ?? name.text)}`;
      if (!isDirectoryUser) return { key };
      return { key, directoryName: name.text, isTheirs: isAmong(name.text, person) };
    }
    // The same whole name is the same user, with or without a directory.
    const key = `name ${foldName(name.text)}`;
    if (isDirectoryUser && !wholeNames.has(foldName(name.text)))
      return { key: undefined, directoryName: name.text };
    return { key, ...((isDirectoryUser || name.kind === 'username') && { username: name.text }) };
  });
  const byKey = Map.groupBy(users, ({ key }) => key);
  const unowned = (byKey.get(undefined) ?? []).flatMap(({ directoryName }) => directoryName ?? []);
  byKey.delete(undefined);
  const known = [...byKey.values()].map((those) => those.flatMap(({ username }) => username ?? []));
  const joinable = known.filter((usernames) => usernames.length > 0);
  const further = countDirectoryUsers(unowned, joinable) - joinable.length;
  return [...byKey.values()].reduce((count, those) => count + countIn(those), further);
}

interface CountedUser {
  /** Identifies the connection's user; undefined if only a directory user name identifies them. */
  readonly key: string | undefined;
  /** A user name that belongs to no known person: a directory's ways to write it are the same user's. */
  readonly username?: string;
  readonly directoryName?: string;
  /** Whether the directory user name is surely the person's, since it is literally one of theirs. */
  readonly isTheirs?: boolean;
}

function countIn(users: readonly CountedUser[]): number {
  const surely = users.filter(({ directoryName, isTheirs }) => isTheirs || !directoryName);
  const theirs = surely.flatMap(({ directoryName }) => directoryName ?? []);
  const unsure = users.filter((user) => !surely.includes(user));
  const names = unsure.flatMap(({ directoryName }) => directoryName ?? []);
  return countDirectoryUsers(names, surely.length > 0 ? [theirs] : []);
}

/**
 * Counts directory users by the ways to write one name: a name is added to a user only if no other name of that user
 * contradicts it. The most specific names come first, so that `anna` is added to one `CORP\\anna` and does not merge
 * two users.
 */
function countDirectoryUsers(names: readonly string[], known: readonly (readonly string[])[]): number {
  const users = known.map((user) => [...user]);
  for (const name of distinctNames(names).toSorted((a, b) => domainsIn(b) - domainsIn(a))) {
    const user = users.find((spellings) => spellings.every((one) => isSameDirectoryUser(one, name)));
    if (user === undefined) users.push([name]);
    else user.push(name);
  }
  return users.length;
}

function isAmong(name: string, names: readonly string[]): boolean {
  return names.some((one) => isSameName(one, name));
}
