import type { Failure } from './failure.ts';
import type { PersonId, TeamId } from './ids.ts';

/** Someone in Slack, as the workspace describes them. */
export interface Person {
  readonly id: PersonId;
  readonly team: TeamId;
  /** On Enterprise Grid, the person's other workspaces and organization: their requests may name any of these. */
  readonly otherTeams: readonly TeamId[];
  readonly name: string;
  /** Undefined if the workspace does not return the address, or has not confirmed that it is theirs. */
  readonly email: string | undefined;
  /** Whether there is an address that does not count, because anyone could have entered it. */
  readonly hasUnconfirmedEmail: boolean;
  readonly accountType: AccountType;
  /** Their time zone, such as `Europe/Berlin`; absent if the workspace returns none that is known here. */
  readonly zone?: string | undefined;
}

/**
 * Only a `member` of Bouncer's own workspace is allowed anything. On Enterprise Grid, it need not be their home
 * workspace.
 */
export type AccountType = 'member' | 'guest' | 'outsider' | 'deactivated' | 'bot';

/** How people in Slack are matched with VPN names. */
export interface PeopleRule {
  readonly match: 'email' | 'local-part' | 'map';
  /** Only addresses in these domains count. Without them, any address counts as a whole, and no local part does. */
  readonly domains?: readonly string[] | undefined;
  /** Additional VPN names by person, whatever `match` says. */
  readonly map: ReadonlyMap<PersonId, readonly string[]>;
  /** The certificate names that people have claimed; undefined where none were read. */
  readonly claimed?: ClaimedNames | undefined;
}

/** The certificate names that people have claimed as theirs and others have approved, as they were last read. */
export interface ClaimedNames {
  readonly of: ReadonlyMap<PersonId, readonly string[]>;
  /** The claimed names in normalized form, without those that the configuration lists for the same person. */
  readonly certificates: ReadonlySet<string>;
  /** The same by person, with the moment of the approval. */
  readonly certificatesOf: ReadonlyMap<PersonId, ReadonlyMap<string, Date>>;
  /** Why they are not known at present. Then half of a person's names could look like all of them. */
  readonly failure?: Failure | undefined;
}

/** Someone who has no VPN name, according to the workspace and the configuration. */
export interface Nameless {
  readonly kind: 'nameless';
  readonly person: PersonId;
  readonly why: NamelessWhy;
}

export type NamelessWhy =
  /** The workspace has not confirmed their address. */
  | 'unconfirmed'
  /** Their address is in a domain that the configuration does not list. */
  | 'other_domain'
  /** All their names are protected, and they asked about their own connections. */
  | 'protected'
  /** They have no address, or addresses do not count, and the configuration lists no name for them. */
  | 'unknown';

/**
 * Returns a person's VPN names: those that the rule derives from the Slack address, those listed in the configuration,
 * and the certificate names that they have claimed.
 */
export function vpnNamesOf(person: Person, rule: PeopleRule): readonly string[] {
  return [...new Set([...namesFromEmail(person.email, rule), ...listedNamesOf(person.id, rule)])];
}

/** Returns the names that are known for a person without looking them up in Slack: configured and claimed ones. */
export function listedNamesOf(
  person: PersonId,
  { map, claimed }: Pick<PeopleRule, 'map' | 'claimed'>,
): readonly string[] {
  return [...(map.get(person) ?? []), ...(claimed?.of.get(person) ?? [])];
}

/** Returns why a person's address gives no name. */
export function whyNameless({ email, hasUnconfirmedEmail }: Person, { match }: PeopleRule): NamelessWhy {
  if (match === 'map') return 'unknown';
  if (hasUnconfirmedEmail) return 'unconfirmed';
  return email ? 'other_domain' : 'unknown';
}

/** Returns the name that the rule derives from an address; none or one. */
export function namesFromEmail(email: string | undefined, { match, domains }: PeopleRule): readonly string[] {
  if (!email || match === 'map') return [];

  const at = email.lastIndexOf('@');
  const isOfDomain = domains?.some((domain) => isSameDomain(domain, email.slice(at + 1)));
  if (match === 'email') return (isOfDomain ?? true) ? [email] : [];
  return isOfDomain === true && at > 0 ? [email.slice(0, at)] : [];
}

/**
 * Lower-cases only A to Z: a letter that looks like one of them, or becomes one in lower case, makes a different
 * domain.
 */
function isSameDomain(one: string, other: string): boolean {
  const fold = (domain: string) => domain.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return fold(one) === fold(other);
}
