import { isActive, longestFirst } from '../../domain/block.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import { type Audience, authorize, type Denial, decideAudience } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { SeenBlock } from './blocks-in-scope.ts';
import { blocksInScope } from './blocks-in-scope.ts';

export type BlocksResult =
  | { readonly kind: 'refused'; readonly refusal: Denial }
  | { readonly kind: 'no_list' }
  | { readonly kind: 'listed'; readonly blocks: readonly SeenBlock[]; readonly asOf: Date };

/**
 * Lists who is blocked, until when, by whom and why. It needs the grant `block`, because the reasons are not for
 * everyone. So only members of a private channel can read them, as only they can block there.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function blocks(
  app: AppContext,
  request: { readonly asker: Asker; readonly audience: Audience },
): Promise<BlocksResult> {
  const situation = await loadActingSituation(app, request.asker);
  const decision = authorize(app.rules, situation, 'block');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };
  const shown = decideAudience(app.rules, situation, 'blocks', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };
  if (app.blocking === undefined) return { kind: 'no_list' };

  const asOf = app.clock.now();
  const active = (await app.blocking.blocks.all()).filter((block) => isActive(block, asOf));
  const ordered = active.toSorted((a, b) => a.name.localeCompare(b.name) || longestFirst(a, b));
  return { kind: 'listed', blocks: blocksInScope(app, situation, ordered), asOf };
}
