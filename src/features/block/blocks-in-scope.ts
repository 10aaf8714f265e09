import type { Block } from '../../domain/block.ts';
import { endpointsGranted, type Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';

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
