import type { Block, BlockKey } from '../domain/block.ts';

/** The names that are kept out, as the connect handlers of every Region read them. */
export interface BlockList {
  /**
   * Puts a block up; when it resolves, whoever reads the list afterwards finds it. The same key again changes nothing
   * but what the block says.
   *
   * @throws {Failure} `blocks_unavailable`: it may stand or not.
   */
  put(block: Block): Promise<void>;

  /** Takes a block away. @returns Whether it was there. @throws {Failure} `blocks_unavailable` */
  remove(key: BlockKey): Promise<boolean>;

  /** The blocks on any of these names, those that are over and were not taken away included. @throws {Failure} `blocks_unavailable` */
  on(names: readonly string[]): Promise<readonly Block[]>;

  /** Every block, likewise. @throws {Failure} `blocks_unavailable` */
  all(): Promise<readonly Block[]>;
}
