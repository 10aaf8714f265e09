import type { ListedBlocks, SeenBlock } from '../../src/features/block/list-blocks.ts';

/** These blocks, and no others, as of noon. */
export function aBlockList(blocks: readonly SeenBlock[], given: Partial<ListedBlocks> = {}): ListedBlocks {
  const asOf = new Date('2026-11-02T12:00:00Z');
  return { blocks, total: blocks.length, asOf, limitedTo: undefined, ...given };
}
