import type { BlockList } from '../../../src/ports/block-list.ts';
import type { MemoryWorld } from '../../doubles/a-world.ts';

/** The same world, in which the list of blocks does some things differently. */
export function blocking(world: MemoryWorld, over: Partial<BlockList>) {
  const { blocks, arrivals } = world.blocking;
  const list: BlockList = {
    put: (block) => blocks.put(block),
    remove: (key) => blocks.remove(key),
    on: (names) => blocks.on(names),
    all: () => blocks.all(),
    ...over,
  };
  return { ...world, blocking: { blocks: list, arrivals } };
}
