import type { ConnectionId, PersonId } from '../../core/ids.ts';
import { vpnNamesOf } from '../../core/person.ts';
import type { ExactTarget, Target } from '../../core/selection.ts';
import type { World } from '../../ports/world.ts';

/** Whom someone means, as they typed it. */
export type Whom =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'connection'; readonly connection: ConnectionId };

export type TargetOf<T> =
  | { readonly kind: 'target'; readonly target: T }
  /** The workspace tells no VPN name of this person. */
  | { readonly kind: 'nameless'; readonly person: PersonId };

/** What may be acted on is meant exactly. */
export type ExactWhom = Exclude<Whom, { readonly kind: 'everyone' | 'text' }>;

/** Translates people into the names they go by on the VPN. */
export function targetOf(
  world: Pick<World, 'directory' | 'rules'>,
  whom: ExactWhom,
): Promise<TargetOf<ExactTarget>>;
export function targetOf(world: Pick<World, 'directory' | 'rules'>, whom: Whom): Promise<TargetOf<Target>>;
export async function targetOf(
  world: Pick<World, 'directory' | 'rules'>,
  whom: Whom,
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
): Promise<TargetOf<ExactTarget>> {
  const lookup = await directory.person(id);
  const mapped = rules.people.map.get(id) ?? [];
  const names = lookup.kind === 'found' ? vpnNamesOf(lookup.person, rules.people) : mapped;

  return names.length > 0
    ? { kind: 'target', target: { kind: 'names', names } }
    : { kind: 'nameless', person: id };
}
