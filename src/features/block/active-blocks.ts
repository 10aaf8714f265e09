import { type Block, isActive, longestFirst } from '../../domain/block.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';

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
