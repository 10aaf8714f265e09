import type { BlockList } from '../../../src/ports/block-list.ts';
import type { MemoryContext } from '../../doubles/an-app.ts';

/** The same app, in which the list of blocks does some things differently. */
export function blocking(app: MemoryContext, over: Partial<BlockList>) {
  const { blocks, attempts } = app.blocking;
  const list: BlockList = {
    put: (block) => blocks.put(block),
    remove: (key) => blocks.remove(key),
    on: (names) => blocks.on(names),
    all: () => blocks.all(),
    ...over,
  };
  return { ...app, blocking: { blocks: list, attempts } };
}
