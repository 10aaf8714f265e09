import type { Connection } from './connection.ts';
import type { PeopleRule } from './person.ts';
import { foldName, isSameName, nameOf } from './vpn-name.ts';

/** Connections that a person's names found: the person's own, and those of other users on the same certificate. */
export interface ByUser<T> {
  readonly own: readonly T[];
  readonly otherUsers: readonly T[];
}

/**
 * Says whether a connection is surely one of whoever goes by these names. A connection with a user name is that user's,
 * whoever the certificate was made for; without one, a certificate that is listed for several people proves nothing.
 */
export function isOfUser(
  connection: Pick<Connection, 'username' | 'commonName'>,
  names: readonly string[],
  people: PeopleRule,
): boolean {
  const name = nameOf(connection);
  if (name.kind === 'unnamed' || !names.some((own) => isSameName(own, name.text))) return false;
  return name.kind === 'username' || !isListedForSeveral(people, name.text);
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
 * @param persons The names of people, person by person: what one of them goes by is one user.
 */
export function countUsers(
  connections: readonly Pick<Connection, 'id' | 'username' | 'commonName'>[],
  people: PeopleRule,
  persons: readonly (readonly string[])[],
): number {
  const users = connections.map((connection) => {
    const name = nameOf(connection);
    if (name.kind === 'unnamed') return connection.id;
    if (name.kind === 'common_name' && isListedForSeveral(people, name.text)) return connection.id;

    const person = persons.find((names) => isOfUser(connection, names, people));
    return `name ${foldName(person?.[0] ?? name.text)}`;
  });
  return new Set(users).size;
}
