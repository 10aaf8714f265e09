import type { PersonId, TeamId } from './ids.ts';

/** Someone in Slack, as the workspace vouches for them. */
export interface Person {
  readonly id: PersonId;
  readonly team: TeamId;
  /** On Enterprise Grid, their other workspaces and their organisation: a request of theirs may name any of them. */
  readonly otherTeams: readonly TeamId[];
  readonly name: string;
  /** Absent when the workspace does not tell it, or has not confirmed that it is theirs. */
  readonly email: string | undefined;
  /** Whether there is an address that does not count, since anybody could have entered it. */
  readonly hasUnconfirmedEmail: boolean;
  readonly standing: Standing;
}

/** Only a `member` of the bot's own workspace is ever allowed anything; on Enterprise Grid it need not be their home. */
export type Standing = 'member' | 'guest' | 'outsider' | 'deactivated' | 'bot';

/** How people in Slack are found on the VPN. */
export interface PeopleRule {
  readonly match: 'email' | 'local-part' | 'map';
  /** Only addresses of these domains count. Without them, any whole address counts, and no local part. */
  readonly domains?: readonly string[] | undefined;
  /** Further VPN names by person, whatever `match` says. */
  readonly map: ReadonlyMap<PersonId, readonly string[]>;
}

/** Somebody who goes by no name on the VPN, as far as the workspace and the configuration tell. */
export interface Nameless {
  readonly kind: 'nameless';
  readonly person: PersonId;
  readonly why: NamelessWhy;
}

export type NamelessWhy =
  /** The workspace has not confirmed their address. */
  | 'unconfirmed'
  /** Their address is of a domain that the configuration does not list. */
  | 'other_domain'
  /** They have names, all of them protected, and ask about their own. */
  | 'protected'
  /** There is no address, or addresses do not count, and the configuration lists no name for them. */
  | 'unknown';

/** The VPN names a person goes by: from the address in Slack as the rule says, and those mapped by hand. */
export function vpnNamesOf(person: Person, rule: PeopleRule): readonly string[] {
  return [...new Set([...namesFromEmail(person.email, rule), ...(rule.map.get(person.id) ?? [])])];
}

/** Says why no name comes from a person's address. */
export function whyNameless({ email, hasUnconfirmedEmail }: Person, { match }: PeopleRule): NamelessWhy {
  if (match === 'map') return 'unknown';
  if (hasUnconfirmedEmail) return 'unconfirmed';
  return email ? 'other_domain' : 'unknown';
}

function namesFromEmail(email: string | undefined, { match, domains }: PeopleRule): readonly string[] {
  if (!email || match === 'map') return [];

  const at = email.lastIndexOf('@');
  const isOfDomain = domains?.some((domain) => isSameDomain(domain, email.slice(at + 1)));
  if (match === 'email') return (isOfDomain ?? true) ? [email] : [];
  return isOfDomain === true && at > 0 ? [email.slice(0, at)] : [];
}

/** Folds A to Z alone: a letter that only looks like one of them, or becomes one in lower case, is another domain. */
function isSameDomain(one: string, other: string): boolean {
  const fold = (domain: string) => domain.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return fold(one) === fold(other);
}
