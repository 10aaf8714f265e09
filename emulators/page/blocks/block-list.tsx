import type { KnownBlock } from '@slack/types';
import { BlockView } from './block-view.tsx';
import { parseBlocks } from './parse-block.ts';

interface BlockListProps {
  readonly blocks: readonly unknown[];
  /** Error sentences by block_id. */
  readonly errors?: Readonly<Record<string, string>>;
}

export function BlockList({ blocks, errors = {} }: BlockListProps) {
  return (
    <div class="blocks">
      {parseBlocks(blocks).map((block, index) => (
        <BlockView key={blockKey(block, index)} block={block} error={errors[block.block_id ?? '']} />
      ))}
    </div>
  );
}

/** A block that stays while others come and go before it keeps its focus and its open menu. */
function blockKey(block: KnownBlock, index: number): string {
  return `${block.type}/${block.block_id ?? index}`;
}
