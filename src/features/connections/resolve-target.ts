import type { PersonLookup } from '../../domain/channel.ts';
import { type Endpoint, resolveEndpoint, type UnknownEndpoint } from '../../domain/endpoint.ts';
import { Failure } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { listedNamesOf, type Nameless, type Person, vpnNamesOf, whyNameless } from '../../domain/person.ts';
import type { Grant, Rules } from '../../domain/rules.ts';
import type { ExactTargetRef, NamedTarget, SingleTargetRef, Target } from '../../domain/target.ts';
import { peopleListedFor } from '../../domain/users.ts';
import { type AccessContext, authorize, type Denial, endpointsGranted } from '../../policy/authorize.ts';
import { ownNamesOf } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';

export type TargetOf<T> = { readonly kind: 'target'; readonly target: T } | Nameless;

/**
 * Translates people into their VPN names.
 *
 * @throws {Failure} `slack_…` if Slack cannot look up a person, `store_…` if their claimed names cannot be read: half
 *   of their names would look like all of them.
 */
export function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  targetRef: ExactTargetRef,
): Promise<TargetOf<NamedTarget>>;
export function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  targetRef: SingleTargetRef,
): Promise<TargetOf<Target>>;
export async function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  targetRef: SingleTargetRef,
): Promise<TargetOf<Target>> {
  switch (targetRef.kind) {
    case 'everyone':
    case 'text':
      return { kind: 'target', target: targetRef };
    case 'name':
      return { kind: 'target', target: { kind: 'names', names: [targetRef.name] } };
    case 'connection':
      return { kind: 'target', target: { kind: 'connections', ids: [targetRef.connection] } };
    case 'person':
      return namesTarget(app, targetRef.person);
  }
}

async function namesTarget(
  { directory, rules }: Pick<AppContext, 'directory' | 'rules'>,
  id: PersonId,
): Promise<TargetOf<NamedTarget>> {
  const lookup = await directory.person(id);
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${id}`);
  requireClaims(rules);

  const names = vpnNamesOf(lookup.person, rules.people);
  if (names.length > 0) return { kind: 'target', target: { kind: 'names', names, person: id } };
  return { kind: 'nameless', person: id, why: whyNameless(lookup.person, rules.people) };
}

/**
 * Requires that claimed names are known: without them, half of a person's names would look like all of them.
 *
 * @throws {Failure} `store_…`
 */
export function requireClaims({ people }: Pick<Rules, 'people'>): void {
  if (people.claimed?.failure !== undefined) throw people.claimed.failure;
}

/**
 * Translates a person into the names whose connections they may see and terminate as their own.
 *
 * @throws {Failure} `slack_…`, or `store_…` if their claimed names cannot be read.
 */
export function ownTargetOf(rules: AppContext['rules'], lookup: PersonLookup<Person>): TargetOf<NamedTarget> {
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', 'cannot look up the actor');
  requireClaims(rules);

  const { person } = lookup;
  const names = ownNamesOf(person, rules);
  if (names.length > 0) return { kind: 'target', target: { kind: 'names', names, person: person.id } };

  const isProtectedFromThem = vpnNamesOf(person, rules.people).length > 0;
  const why = isProtectedFromThem ? 'protected' : whyNameless(person, rules.people);
  return { kind: 'nameless', person: person.id, why };
}

export type EndpointChoice =
  | { readonly kind: 'chosen'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'refused'; readonly denial: Denial }
  | UnknownEndpoint;

/** Chooses the endpoints of a request: the one that the actor named, or all that are granted in this channel. */
export function chooseEndpoints(
  rules: Rules,
  access: AccessContext,
  grant: Grant,
  on: string | undefined,
): EndpointChoice {
  const decision = authorize(rules, access, grant);
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const granted = endpointsGranted(rules, access, grant);
  if (on === undefined) return { kind: 'chosen', endpoints: granted };

  const named = resolveEndpoint(rules.endpoints, on);
  if (named === undefined)
    return { kind: 'unknown_endpoint', text: on, known: granted.map(({ name }) => name) };

  const onNamed = authorize(rules, access, grant, named);
  return onNamed.allowed ? { kind: 'chosen', endpoints: [named] } : { kind: 'refused', denial: onNamed };
}

/**
 * Finds the people who are the only ones listed for one of these names, and returns all VPN names of each. If Slack
 * cannot look up a person, only the names that the operator lists or that they have claimed are known.
 */
export async function namesOfSamePeople(
  { directory, rules }: Pick<AppContext, 'directory' | 'rules'>,
  names: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const owners = names.flatMap((name) => {
    const listed = peopleListedFor(rules.people, name);
    return listed.length === 1 ? listed : [];
  });
  const distinct = [...new Set(owners)];
  const lookups = await directory.lookUpAll(distinct, { maxAgeMs: actAgeMs });
  return distinct.map((owner, index) => {
    const lookup = lookups[index];
    return lookup?.kind === 'found'
      ? vpnNamesOf(lookup.person, rules.people)
      : listedNamesOf(owner, rules.people);
  });
}
