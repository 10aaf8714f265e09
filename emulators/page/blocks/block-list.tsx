import type { KnownBlock } from '@slack/types';
import { useErrorBoundary } from 'preact/hooks';
import { BlockView } from './block-view.tsx';
import { parseBlocks } from './parse-block.ts';

interface BlockListProps {
  readonly blocks: readonly unknown[];
  /** Error sentences by block_id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** Blocks that cannot be drawn are named in place; they never take the page down. */
export function BlockList({ blocks, errors = {} }: BlockListProps) {
  const [fault] = useErrorBoundary();
  if (fault !== undefined)
    return <p class="block-unknown">Blocks that this page cannot draw: {`${fault}`}</p>;
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
