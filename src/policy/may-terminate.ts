import type { Connection } from '../domain/connection.ts';
import { isSameDirectoryUser } from '../domain/directory-name.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type Person, vpnNamesOf } from '../domain/person.ts';
import { isProtected, protectedNamesOn, type Rules } from '../domain/rules.ts';
import { isListedForSeveral, isOfUser } from '../domain/users.ts';
import { isSameName, nameOf } from '../domain/vpn-name.ts';
import { type AccessContext, authorize, authorizeSelf } from './authorize.ts';

/**
 * Returns whether this person, in this channel, may terminate this connection: by the channel's grant, or because it
 * is their own.
 */
export function isTerminationAllowed(
  rules: Rules,
  access: AccessContext,
  endpoint: Endpoint,
  connection: Connection,
): boolean {
  return authorize(rules, access, 'kick', endpoint).allowed || isOwn(rules, access.person, connection);
}

/**
 * Returns whether a connection is this person's own, and they may terminate their own. A connection under a name that
 * the operator lists for several people is nobody's own. Neither is one with a protected name that the operator does
 * not list for this person.
 */
export function isOwn(rules: Rules, person: AccessContext['person'], connection: Connection): boolean {
  if (person.kind !== 'found' || !authorizeSelf(rules, person).allowed) return false;

  const { people } = rules;
  const { id } = person.person;
  const own = ownNamesOf(person.person, rules);
  // Only the operator can say that `anna@corp.example` is the directory's `anna`: an address elsewhere is another
  // person's.
  const trustedNames = people.domains === undefined ? (people.map.get(id) ?? []) : own;
  const isTheirs = isOfUser({ ...connection, isDirectoryUser: false }, own, people, id);
  if (!isTheirs && !isOfUser(connection, trustedNames, people, id)) return false;
  if (!hasOwnNamesOnly(person.person, connection, rules)) return false;
  const name = nameOf(connection);
  return name.kind !== 'unnamed' && !isListedForSeveral(people, name.text);
}

type NameRules = Pick<Rules, 'people' | 'protected'>;

/**
 * The names whose connections are a person's own. A protected name from their address in Slack is not one: an address
 * proves nothing about a service account. The operator may list the name for them.
 */
export function ownNamesOf(person: Person, rules: NameRules): readonly string[] {
  return vpnNamesOf(person, rules.people).filter((name) => isOwnName(person, name, rules));
}

/** Returns whether no name on a connection is protected from this person. */
function hasOwnNamesOnly(
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
