import { type Block, isActive, longestFirst } from '../../domain/block.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import {
  type Audience,
  authorize,
  type Denial,
  decideAudience,
  endpointsGranted,
  type Situation,
} from '../../policy/decide.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';

type BlocksResult =
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

/**
 * Returns the active blocks on these names that the channel may know of, the longest first. A failure to read the
 * blocks is reported to diagnostics and gives an empty list: where it matters it has its own message, and here it
 * would only hide the rest of the answer.
 */
export async function activeBlocks(
  { rules, clock, diagnostics }: Pick<AppContext, 'rules' | 'clock' | 'diagnostics'>,
  { blocks }: Blocking,
  names: readonly string[],
  channel: string,
  correlation: Correlation,
): Promise<readonly Block[]> {
  try {
    const now = clock.now();
    const active = (await blocks.on(names)).filter((block) => isActive(block, now));
    return blocksWithin(endpointLimitOf(rules, channel), active).toSorted(longestFirst);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'read blocks', correlation);
    return [];
  }
}

/**
 * Returns the blocks that concern this channel, each with whether the channel may remove it. Blocks on endpoints where
 * the channel cannot block are left out. A block on every endpoint can be removed only by those who may block
 * everywhere.
 */
export function blocksInScope(
  { rules }: Pick<AppContext, 'rules'>,
  situation: Situation,
  blocks: readonly Block[],
): readonly SeenBlock[] {
  const granted = endpointsGranted(rules, situation, 'block');
  const isGrantedAll = granted.length === rules.endpoints.length;

  return blocks.flatMap((block): SeenBlock[] => {
    if (block.endpoint === undefined) return [{ block, mayLift: isGrantedAll }];
    const isHere = granted.some(({ id }) => id === block.endpoint);
    // An endpoint that is no longer configured belongs to channels that may block on all endpoints.
    const isNobodys = isGrantedAll && !rules.endpoints.some(({ id }) => id === block.endpoint);
    return isHere || isNobodys ? [{ block, mayLift: true }] : [];
  });
}

/** A block as seen from a channel. */
export interface SeenBlock {
  readonly block: Block;
  /** Whether the actor may remove it from this channel: for showing a button, never for authorizing an action. */
  readonly mayLift: boolean;
}
