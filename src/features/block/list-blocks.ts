import { longestFirst, stands } from '../../domain/block.ts';
import { type Asker, actingSituationOf } from '../../policy/authorize.ts';
import { type Audience, decide, decideAudience, type Refusal } from '../../policy/decide.ts';
import type { World } from '../../ports/world.ts';
import type { SeenBlock } from './blocks-in-scope.ts';
import { blocksInReach } from './blocks-in-scope.ts';

export type BlocksResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'no_list' }
  | { readonly kind: 'listed'; readonly blocks: readonly SeenBlock[]; readonly asOf: Date };

/**
 * Lists who is kept out, until when, by whom and why. It takes the grant to block: the reasons are not for everybody.
 * So only members of a private channel read them, as only they may block there.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function blocks(
  world: World,
  request: { readonly asker: Asker; readonly audience: Audience },
): Promise<BlocksResult> {
  const situation = await actingSituationOf(world, request.asker);
  const decision = decide(world.rules, situation, 'block');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };
  const shown = decideAudience(world.rules, situation, 'blocks', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };
  if (world.blocking === undefined) return { kind: 'no_list' };

  const asOf = world.clock.now();
  const standing = (await world.blocking.blocks.all()).filter((block) => stands(block, asOf));
  const ordered = standing.toSorted((a, b) => a.name.localeCompare(b.name) || longestFirst(a, b));
  return { kind: 'listed', blocks: blocksInReach(world, situation, ordered), asOf };
}
