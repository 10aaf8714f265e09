import type { Block, BlockKey } from '../domain/block.ts';

/** The blocks, as the connect handlers of every Region read them. */
export interface BlockList {
  /**
   * Writes a block. When the promise resolves, every later read finds it. Writing the same key again only updates the
   * block's other fields.
   *
   * @throws {Failure} `blocks_unavailable`: the block may or may not be stored.
   */
  put(block: Block): Promise<void>;

  /** Removes a block. @returns Whether it existed. @throws {Failure} `blocks_unavailable` */
  remove(key: BlockKey): Promise<boolean>;

  /**
   * Returns the blocks on any of these names, including those that have ended but were not removed.
   *
   * @throws {Failure} `blocks_unavailable`
   */
  on(names: readonly string[]): Promise<readonly Block[]>;

  /** Returns every block, including those that have ended. @throws {Failure} `blocks_unavailable` */
  all(): Promise<readonly Block[]>;
}
