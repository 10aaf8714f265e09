import { type Block, type BlockKey, isOnName } from '../../src/domain/block.ts';
import { foldName } from '../../src/domain/vpn-name.ts';
import type { BlockList } from '../../src/ports/block-list.ts';

/** A list of blocks that lasts as long as the process, for tests and rehearsals. */
export class MemoryBlockList implements BlockList {
  readonly #blocks = new Map<string, Block>();

  async put(block: Block): Promise<void> {
    this.#blocks.set(keyOf(block), block);
  }

  async remove(key: BlockKey): Promise<boolean> {
    return this.#blocks.delete(keyOf(key));
  }

  async on(names: readonly string[]): Promise<readonly Block[]> {
    return (await this.all()).filter((block) => names.some((name) => isOnName(block, name)));
  }

  async all(): Promise<readonly Block[]> {
    return [...this.#blocks.values()];
  }
}

function keyOf({ name, endpoint, correlation }: BlockKey): string {
  return JSON.stringify([foldName(name), endpoint ?? '', correlation]);
}
