import { type Block, isActive, longestFirst } from '../../domain/block.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';

/**
 * The blocks that stand on these names, as far as the channel may know of them: the one that holds longest first. A list that cannot be
 * read has its own sentence where that matters; here it would only hide what else there is to tell.
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
    const standing = (await blocks.on(names)).filter((block) => isActive(block, now));
    return blocksWithin(endpointLimitOf(rules, channel), standing).toSorted(longestFirst);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'read blocks', correlation);
    return [];
  }
}
