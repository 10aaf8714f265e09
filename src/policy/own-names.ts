import type { Connection } from '../domain/connection.ts';
import { isSameDirectoryUser } from '../domain/directory-name.ts';
import { type Person, vpnNamesOf } from '../domain/person.ts';
import { isProtected, protectedNamesOn } from '../domain/protected-names.ts';
import type { Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';

type NameRules = Pick<Rules, 'people' | 'protected'>;

/**
 * The names whose connections are a person's own. A protected name from their address in Slack is not one: an address
 * proves nothing about a service account. The operator may list the name for them.
 */
export function ownNamesOf(person: Person, rules: NameRules): readonly string[] {
  return vpnNamesOf(person, rules.people).filter((name) => isOwnName(person, name, rules));
}

/** Returns whether no name on a connection is protected from this person. */
export function hasOwnNamesOnly(
  person: Person,
  connection: Pick<Connection, 'username' | 'commonName' | 'isDirectoryUser'>,
  { people, protected: patterns }: NameRules,
): boolean {
  const listed = people.map.get(person.id) ?? [];
  const isSame = connection.isDirectoryUser ? isSameDirectoryUser : isSameName;
  return protectedNamesOn([connection], patterns).every((name) => listed.some((one) => isSame(one, name)));
}

function isOwnName({ id }: Person, name: string, { people, protected: patterns }: NameRules): boolean {
  if (!isProtected([name], patterns)) return true;
  return (people.map.get(id) ?? []).some((listed) => isSameName(listed, name));
}
