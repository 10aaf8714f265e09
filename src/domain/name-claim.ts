import type { Connection } from './connection.ts';
import type { Failure } from './failure.ts';
import type { Correlation, PersonId } from './ids.ts';
import { type ClaimedNames, namesFromEmail, type PeopleRule, type Person } from './person.ts';
import { isProtected, type Rules } from './rules.ts';
import { peopleListedFor } from './users.ts';
import { foldName, isSameName, nameOf } from './vpn-name.ts';

/** A certificate name that a person has claimed as theirs and that someone else has approved. */
export interface NameClaim {
  readonly person: PersonId;
  /** As it was claimed; names are compared in normalized form. */
  readonly name: string;
  /** Identifies the claim: its entries in the audit log have the same. */
  readonly correlation: Correlation;
  readonly approvedBy: { readonly id: string; readonly name: string };
  readonly approvedAt: Date;
}

/**
 * Returns the claims that have an effect. The operator's word counts more than a claim: a name that is protected, or
 * that the configuration lists for someone else, is not theirs any more, even if it was when the claim was approved.
 */
export function effectiveClaims(
  { people, protected: patterns }: Pick<Rules, 'people' | 'protected'>,
  claims: readonly NameClaim[],
): readonly NameClaim[] {
  return claims.filter(
    ({ person, name }) =>
      !isProtected([name], patterns) && othersListedFor(people, person, name).length === 0,
  );
}

/** The other people for whom the configuration lists a name. */
export function othersListedFor(
  { map }: Pick<PeopleRule, 'map'>,
  person: PersonId,
  name: string,
): readonly PersonId[] {
  return peopleListedFor({ map, claimed: undefined }, name).filter((other) => other !== person);
}

/**
 * Returns the moment from which on a connection can be the person's: the approval, if only their claim makes its
 * certificate theirs. Whoever had the certificate before was someone else, perhaps.
 */
export function claimedSince(
  { id, email }: Person,
  connection: Pick<Connection, 'username' | 'commonName'>,
  people: PeopleRule,
): Date | undefined {
  const name = nameOf(connection);
  if (name.kind !== 'common_name') return undefined;
  if (namesFromEmail(email, people).some((own) => isSameName(own, name.text))) return undefined;
  return people.claimed?.certificatesOf.get(id)?.get(foldName(name.text));
}

/** Arranges the claims that have an effect by person. @param failure Why they may be outdated. */
export function claimedNamesFrom(
  rules: Pick<Rules, 'people' | 'protected'>,
  claims: readonly NameClaim[],
  failure?: Failure,
): ClaimedNames {
  const effective = effectiveClaims(rules, claims);
  const byPerson = Map.groupBy(effective, ({ person }) => person);
  const isConfigured = ({ person, name }: NameClaim) =>
    (rules.people.map.get(person) ?? []).some((listed) => foldName(listed) === foldName(name));
  const unconfigured = effective.filter((claim) => !isConfigured(claim));
  return {
    of: new Map([...byPerson].map(([person, those]) => [person, those.map(({ name }) => name)])),
    certificates: new Set(unconfigured.map(({ name }) => foldName(name))),
    certificatesOf: new Map(
      [...Map.groupBy(unconfigured, ({ person }) => person)].map(([person, those]) => [
        person,
        new Map(those.map(({ name, approvedAt }) => [foldName(name), approvedAt])),
      ]),
    ),
    failure,
  };
}
