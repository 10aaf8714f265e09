import type { PersonLookup } from '../../domain/channel.ts';
import type { NamedTarget, Target } from '../../domain/connection-search.ts';
import { Failure } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type Nameless, type Person, vpnNamesOf, whyNameless } from '../../domain/person.ts';
import type { ExactWhom, OneWhom } from '../../domain/target.ts';
import { ownNamesOf } from '../../policy/own-names.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type TargetOf<T> = { readonly kind: 'target'; readonly target: T } | Nameless;

/**
 * Translates people into their VPN names.
 *
 * @throws {Failure} `slack_…` if Slack cannot look up a person: half of their names would look like all of them.
 */
export function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  whom: ExactWhom,
): Promise<TargetOf<NamedTarget>>;
export function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  whom: OneWhom,
): Promise<TargetOf<Target>>;
export async function targetOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
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
      return namesTarget(app, whom.person);
  }
}

async function namesTarget(
  { directory, rules }: Pick<AppContext, 'directory' | 'rules'>,
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
 * Translates a person into the names whose connections they may see and terminate as their own.
 *
 * @throws {Failure} `slack_…`
 */
export function ownTargetOf(rules: AppContext['rules'], lookup: PersonLookup<Person>): TargetOf<NamedTarget> {
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', 'cannot look up the actor');

  const { person } = lookup;
  const names = ownNamesOf(person, rules);
  if (names.length > 0) return { kind: 'target', target: { kind: 'names', names } };

  const isProtectedFromThem = vpnNamesOf(person, rules.people).length > 0;
  const why = isProtectedFromThem ? 'protected' : whyNameless(person, rules.people);
  return { kind: 'nameless', person: person.id, why };
}
