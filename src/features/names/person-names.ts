import { type ClaimRequest, claimFromEntries, isClaimOpen } from '../../domain/claim-request.ts';
import type { ChannelId, PersonId } from '../../domain/ids.ts';
import { effectiveClaims, type NameClaim } from '../../domain/name-claim.ts';
import { namesFromEmail, type Person } from '../../domain/person.ts';
import { type AccessContext, authorize, type Decision, type Denial } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { claimKind, parseClaimJob } from './claim-job.ts';

/** Every VPN name of a person, by where it comes from. */
export interface PersonNames {
  readonly person: Person;
  readonly isOwn: boolean;
  readonly fromAddress: readonly string[];
  readonly configured: readonly string[];
  readonly claimed: readonly ListedClaim[];
  /** The claims that nobody has decided about. */
  readonly pending: readonly ClaimRequest[];
  /** The channel that decides about claims; undefined if there is none. */
  readonly claimsChannel: ChannelId | undefined;
}

export interface ListedClaim extends NameClaim {
  /** Whether it has no effect any more, because the operator protects the name or lists it for someone else. */
  readonly isOverruled: boolean;
}

export type NamesResult =
  | { readonly kind: 'listed'; readonly names: PersonNames }
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** Slack could not look the person up. */
  | { readonly kind: 'unknown' };

/**
 * Lists the VPN names of a person: their own for any member, wherever they ask, and another person's for those who can
 * remove them.
 *
 * @param of Undefined for the person who asks.
 * @throws {Failure} `store_…`
 */
export async function personNames(
  app: AppContext,
  requester: Requester,
  of: PersonId | undefined,
): Promise<NamesResult> {
  const access = await loadAccess(app, requester);
  const isOwn = of === undefined || of === requester.person;
  const decision = isOwn ? memberDecision(app, access) : mayDecideOnNames(app, access);
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const lookup = isOwn ? access.person : await app.directory.person(of);
  if (lookup.kind !== 'found') return { kind: 'unknown' };
  return { kind: 'listed', names: await namesOf(app, lookup.person, isOwn) };
}

async function namesOf(app: AppContext, person: Person, isOwn: boolean): Promise<PersonNames> {
  const { rules } = app;
  const [claims, pending] = await Promise.all([app.claims.all(), pendingClaimsOf(app, person.id)]);
  const theirs = claims.filter((claim) => claim.person === person.id);
  const effective = effectiveClaims(rules, theirs);
  return {
    person,
    isOwn,
    fromAddress: namesFromEmail(person.email, rules.people),
    configured: rules.people.map.get(person.id) ?? [],
    claimed: theirs.map((claim) => ({ ...claim, isOverruled: !effective.includes(claim) })),
    pending,
    claimsChannel: rules.claimsChannel,
  };
}

/** Names are a matter of every full member, also where `everyone` does not grant `self`. */
export function memberDecision({ rules }: Pick<AppContext, 'rules'>, access: AccessContext): Decision {
  const decision = authorize(rules, access, 'self');
  return decision.allowed || decision.reason === 'self_disabled' ? { allowed: true } : decision;
}

/** A name counts on every endpoint, so whoever decides about it must be allowed to block people on each of them. */
export function mayDecideOnNames({ rules }: Pick<AppContext, 'rules'>, access: AccessContext): Decision {
  const decisions = [
    authorize(rules, access, 'block'),
    ...rules.endpoints.map((endpoint) => authorize(rules, access, 'block', endpoint)),
  ];
  return decisions.find(({ allowed }) => !allowed) ?? { allowed: true };
}

/** The open claims of a person, oldest first. @throws {Failure} `store_…` */
export async function pendingClaimsOf(
  { jobs, log, clock }: Pick<AppContext, 'jobs' | 'log' | 'clock'>,
  person: PersonId,
): Promise<readonly ClaimRequest[]> {
  const found = (await jobs.ofKind(claimKind)).flatMap((job) => parseClaimJob(job) ?? []);
  const theirs = found.filter((job) => job.person === person);
  const claims = await Promise.all(
    theirs.map(async ({ correlation }) => claimFromEntries(await log.ofRequest(correlation))),
  );
  return claims
    .flatMap((claim) => (claim !== undefined && isClaimOpen(claim, clock.now()) ? [claim] : []))
    .toSorted((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
}
