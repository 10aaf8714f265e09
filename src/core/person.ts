import type { PersonId, TeamId } from './ids.ts';

/** Someone in Slack, as the workspace vouches for them. */
export interface Person {
  readonly id: PersonId;
  readonly team: TeamId;
  readonly name: string;
  /** Absent when the workspace does not tell it. */
  readonly email: string | undefined;
  readonly standing: Standing;
}

/** Only a `member` of the bot's own workspace is ever allowed anything. */
export type Standing = 'member' | 'guest' | 'outsider' | 'deactivated' | 'bot';

/** How people in Slack are found on the VPN. */
export interface PeopleRule {
  readonly match: 'email' | 'local-part' | 'map';
  /** Further VPN names by person, whatever `match` says. */
  readonly map: ReadonlyMap<PersonId, readonly string[]>;
}

/** The VPN names a person goes by: from the address in Slack as the rule says, and those mapped by hand. */
export function vpnNamesOf(person: Person, rule: PeopleRule): readonly string[] {
  return [...new Set([...namesFromEmail(person.email, rule.match), ...(rule.map.get(person.id) ?? [])])];
}

function namesFromEmail(email: string | undefined, match: PeopleRule['match']): readonly string[] {
  if (!email || match === 'map') return [];
  if (match === 'email') return [email];

  const at = email.lastIndexOf('@');
  return at > 0 ? [email.slice(0, at)] : [];
}
