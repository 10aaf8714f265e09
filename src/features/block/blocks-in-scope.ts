import type { Block } from '../../domain/block.ts';
import { endpointsGranted, type Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';

/**
 * Says of each block whether this channel may lift it, and leaves out what it has no part in: blocks on endpoints of
 * others. One that holds everywhere is for those to lift who may block everywhere.
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
    // An endpoint that has left the configuration belongs to whoever has all of them.
    const isNobodys = isGrantedAll && !rules.endpoints.some(({ id }) => id === block.endpoint);
    return isHere || isNobodys ? [{ block, mayLift: true }] : [];
  });
}

/** A block as somebody in a channel sees it. */
export interface SeenBlock {
  readonly block: Block;
  /** Whether this person, here, may lift it: for showing a button, never for acting. */
  readonly mayLift: boolean;
}
