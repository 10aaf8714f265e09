import type { Connection } from './connection.ts';
import { domainsIn, isSameDirectoryUser } from './directory-name.ts';
import type { PeopleRule } from './person.ts';
import { distinctNames, foldName, isSameName, nameOf, namesOn } from './vpn-name.ts';

/** Connections that a person's names found: the person's own, and those of other users on the same certificate. */
export interface ByUser<T> {
  readonly own: readonly T[];
  readonly otherUsers: readonly T[];
}

/** What tells whose connection it is. */
type Named = Pick<Connection, 'username' | 'commonName' | 'isDirectoryUser'>;

/**
 * Says whether a connection is surely one of whoever goes by these names. A connection with a user name is that user's,
 * whoever the certificate was made for; without one, a certificate that is listed for several people proves nothing.
 */
export function isOfUser(connection: Named, names: readonly string[], people: PeopleRule): boolean {
  if (connection.username) return names.some((own) => isUsernameOf(connection, own));

  const name = nameOf(connection);
  const isNamedSo = name.kind !== 'unnamed' && names.some((own) => isSameName(own, name.text));
  return isNamedSo && !isListedForSeveral(people, name.text);
}

/** Says whether a connection bears any of these names, as its user name or on its certificate. */
export function bearsAny(connection: Named, names: readonly string[]): boolean {
  return names.some(
    (name) => isUsernameOf(connection, name) || namesOn(connection).some((borne) => isSameName(borne, name)),
  );
}

/** A directory's user has several ways to write one name; everybody else's is compared whole. */
function isUsernameOf({ username, isDirectoryUser = false }: Named, name: string): boolean {
  if (!username) return false;
  return isSameName(username, name) || (isDirectoryUser && isSameDirectoryUser(username, name));
}

/** Says whether the operator lists a name for more than one person. */
export function isListedForSeveral({ map }: PeopleRule, name: string): boolean {
  return peopleListedFor({ map }, name).length > 1;
}

/** The people for whom the operator lists a name. */
export function peopleListedFor({ map }: Pick<PeopleRule, 'map'>, name: string) {
  const folded = foldName(name);
  return [...map].flatMap(([person, names]) =>
    names.some((listed) => foldName(listed) === folded) ? [person] : [],
  );
}

/**
 * Counts the users whose connections these are, rather too many than too few: where nobody can tell whose a connection
 * is, it counts as another user's.
 *
 * @param persons The names of people, person by person: what one of them goes by is one user. A directory's user name
 *   that is none of these names, and only may be theirs, is another user's beside a name of another domain.
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
    const person =
      persons.find((names) => isAmong(name.text, names)) ??
      persons.find((names) => isOfUser(connection, names, people));
    if (person !== undefined) {
      const key = `name ${foldName(person[0] ?? name.text)}`;
      if (!isDirectoryUser) return { key };
      return { key, directoryName: name.text, isTheirs: isAmong(name.text, person) };
    }
    // The same whole name is the same user, with a directory and without one.
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
  /** Whose connection it is; undefined where only a directory's user name tells. */
  readonly key: string | undefined;
  /** A user name of nobody that is known otherwise: a directory's ways to write it are the same user's. */
  readonly username?: string;
  readonly directoryName?: string;
  /** Whether the directory's user name is surely the person's, since it is one of theirs as it stands. */
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
 * Counts users by the ways in which one user's name may be written: a name joins a user only where no other name of that
 * user contradicts it. The names that tell most about themselves come first, so that `anna` joins one `CORP\\anna` and does
 * not make two of them one.
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
