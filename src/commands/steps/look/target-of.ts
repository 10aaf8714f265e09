import type { PersonLookup } from '../../../core/channel.ts';
import { Failure } from '../../../core/failure.ts';
import type { PersonId } from '../../../core/ids.ts';
import { ownNamesOf } from '../../../core/own-names.ts';
import { type Nameless, type Person, vpnNamesOf, whyNameless } from '../../../core/person.ts';
import type { NamedTarget, Target } from '../../../core/selection.ts';
import type { ExactWhom, Whom } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';

export type TargetOf<T> = { readonly kind: 'target'; readonly target: T } | Nameless;

/** A user group is many people, each with a target of their own. */
export type OneWhom = Exclude<Whom, { readonly kind: 'group' }>;

/**
 * Translates people into the names they go by on the VPN.
 *
 * @throws {Failure} `slack_…` when the workspace cannot tell about a person: half of their names
 * would look like all of them.
 */
export function targetOf(
  world: Pick<World, 'directory' | 'rules'>,
  whom: ExactWhom,
): Promise<TargetOf<NamedTarget>>;
export function targetOf(world: Pick<World, 'directory' | 'rules'>, whom: OneWhom): Promise<TargetOf<Target>>;
export async function targetOf(
  world: Pick<World, 'directory' | 'rules'>,
  whom: OneWhom,
): Promise<TargetOf<Target>> {
  switch (whom.kind) {
    case 'everyone':
    case 'text':
      return { kind: 'target', target: whom };
    case 'name':
      return { kind: 'target', target: { kind: 'names', names: [whom.name] } };
    case 'connection':
      return { kind: 'target', target: { kind: 'connections', ids: [whom.connection] } };
    case 'person':
      return namesTarget(world, whom.person);
  }
}

async function namesTarget(
  { directory, rules }: Pick<World, 'directory' | 'rules'>,
  id: PersonId,
): Promise<TargetOf<NamedTarget>> {
  const lookup = await directory.person(id);
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${id}`);

  const names = vpnNamesOf(lookup.person, rules.people);
  if (names.length > 0) return { kind: 'target', target: { kind: 'names', names } };
  return { kind: 'nameless', person: id, why: whyNameless(lookup.person, rules.people) };
}

/**
 * Translates a person into the names whose connections are their own to see and end.
 *
 * @throws {Failure} `slack_…`
 */
export function ownTargetOf(rules: World['rules'], lookup: PersonLookup<Person>): TargetOf<NamedTarget> {
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', 'cannot look up who asks');

  const { person } = lookup;
  const names = ownNamesOf(person, rules);
  if (names.length > 0) return { kind: 'target', target: { kind: 'names', names } };

  const isProtectedFromThem = vpnNamesOf(person, rules.people).length > 0;
  const why = isProtectedFromThem ? 'protected' : whyNameless(person, rules.people);
  return { kind: 'nameless', person: person.id, why };
}
