import { type Block, type BlockKey, isOnName, isSameBlock } from '../../domain/block.ts';
import type { BlockList } from '../../ports/block-list.ts';
import {
  blockFromItem,
  blockItems,
  blockKeys,
  blockPartition,
  distinctBlocks,
  prefixesOfName,
} from './block-items.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { itemsOf } from './items-of.ts';
import { type DynamoTable, isThere } from './table.ts';

/** Stores the blocks in a table of their own, which the connect handlers of every Region read. */
export class DynamoBlockList implements BlockList {
  readonly #table: Pick<DynamoTable, 'page' | 'put' | 'remove'>;

  constructor(table: Pick<DynamoTable, 'page' | 'put' | 'remove'>) {
    this.#table = table;
  }

  async put(block: Block): Promise<void> {
    try {
      await Promise.all(blockItems(block).map((item) => this.#table.put(item)));
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'add a block', thrown);
    }
  }

  async remove(key: BlockKey): Promise<boolean> {
    try {
      // The name may be given in another spelling than it was blocked in; one of its keys covers that.
      const spelled = (await blocksOn(this.#table, [key.name])).filter((block) => isSameBlock(block, key));
      const keys = [key, ...spelled].flatMap(blockKeys);
      const distinct = new Map(keys.map((each) => [each.sk, each])).values();
      const removed = await Promise.all([...distinct].map((each) => this.#table.remove(each, isThere)));
      return removed.some((wasThere) => wasThere);
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'remove a block', thrown);
    }
  }

  on(names: readonly string[]): Promise<readonly Block[]> {
    return blocksOn(this.#table, names);
  }

  all(): Promise<readonly Block[]> {
    return blocksIn(this.#table, undefined);
  }
}

/**
 * Reads what a connect handler needs: the blocks on the names of the person who connects. @throws {Failure}
 * `blocks_unavailable`
 */
export async function blocksOn(
  table: Pick<DynamoTable, 'page'>,
  names: readonly string[],
): Promise<readonly Block[]> {
  const prefixes = [...new Set(names.flatMap(prefixesOfName))];
  const found = await Promise.all(prefixes.map((prefix) => blocksIn(table, prefix)));
  // Several names can share the same user part, so matches are checked against the full names.
  return distinctBlocks(found.flat()).filter((block) => names.some((name) => isOnName(block, name)));
}

/** An unreadable block would let someone in, so it makes the whole list unreadable. */
async function blocksIn(
  table: Pick<DynamoTable, 'page'>,
  prefix: string | undefined,
): Promise<readonly Block[]> {
  try {
    const blocks: Block[] = [];
    const which = prefix === undefined ? {} : { startingWith: prefix };
    for await (const item of itemsOf(table, blockPartition, 'first', which)) blocks.push(blockFromItem(item));
    return distinctBlocks(blocks);
  } catch (thrown) {
    throw failureFromDynamo('blocks_unavailable', 'read the blocks', thrown);
  }
}
