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

/** The list of blocks in a table of its own, which the connect handlers of every Region read. */
export class DynamoBlockList implements BlockList {
  readonly #table: Pick<DynamoTable, 'page' | 'put' | 'remove'>;

  constructor(table: Pick<DynamoTable, 'page' | 'put' | 'remove'>) {
    this.#table = table;
  }

  async put(block: Block): Promise<void> {
    try {
      await Promise.all(blockItems(block).map((item) => this.#table.put(item)));
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'put up a block', thrown);
    }
  }

  async remove(key: BlockKey): Promise<boolean> {
    try {
      // It may be meant in another spelling than it was put in, which one of its keys goes by.
      const spelled = (await blocksOn(this.#table, [key.name])).filter((block) => isSameBlock(block, key));
      const keys = [key, ...spelled].flatMap(blockKeys);
      const distinct = new Map(keys.map((each) => [each.sk, each])).values();
      const removed = await Promise.all([...distinct].map((each) => this.#table.remove(each, isThere)));
      return removed.some((wasThere) => wasThere);
    } catch (thrown) {
      throw failureFromDynamo('blocks_unavailable', 'take a block away', thrown);
    }
  }

  on(names: readonly string[]): Promise<readonly Block[]> {
    return blocksOn(this.#table, names);
  }

  all(): Promise<readonly Block[]> {
    return blocksIn(this.#table, undefined);
  }
}

/** What a connect handler needs of the list: the blocks on the names of one who comes. @throws {Failure} `blocks_unavailable` */
export async function blocksOn(
  table: Pick<DynamoTable, 'page'>,
  names: readonly string[],
): Promise<readonly Block[]> {
  const prefixes = [...new Set(names.flatMap(prefixesOfName))];
  const found = await Promise.all(prefixes.map((prefix) => blocksIn(table, prefix)));
  // The user's part of a name is that of others as well.
  return distinctBlocks(found.flat()).filter((block) => names.some((name) => isOnName(block, name)));
}

/** A block that cannot be read would let somebody in: the whole list is then unreadable. */
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
