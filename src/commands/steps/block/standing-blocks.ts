import { type Block, longestFirst, stands } from '../../../core/block.ts';
import { failureFrom } from '../../../core/failure.ts';
import type { Correlation } from '../../../core/ids.ts';
import type { Blocking, World } from '../../../ports/world.ts';

/**
 * The blocks that stand on these names, the one that holds longest first, for people to know of. A list that cannot be
 * read has its own sentence where that matters; here it would only hide what else there is to tell.
 */
export async function standingBlocks(
  { clock, diagnostics }: Pick<World, 'clock' | 'diagnostics'>,
  { blocks }: Blocking,
  names: readonly string[],
  correlation: Correlation,
): Promise<readonly Block[]> {
  try {
    const now = clock.now();
    return (await blocks.on(names)).filter((block) => stands(block, now)).toSorted(longestFirst);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'read blocks', correlation);
    return [];
  }
}
