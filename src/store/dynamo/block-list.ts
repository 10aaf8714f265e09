import { addDays } from 'date-fns/addDays';
import { type Block, type BlockKey, isOnName, isSameBlock } from '../../domain/block.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { Failure } from '../../domain/failure.ts';
import { parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import { hashesOfName, hashOfName } from '../../domain/vpn-name.ts';
import type { BlockList } from '../../ports/block-list.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Item, Key } from './items.ts';
import { type DynamoTable, expiresAt, isThere, itemsOf } from './table.ts';

/** Stores the blocks in a table of their own, which the connect handlers of every Region read. */
export function dynamoBlockList(table: Pick<DynamoTable, 'page' | 'put' | 'remove'>): BlockList {
  return {
    put: (block) =>
      translating('blocks_unavailable', 'add a block', async () => {
        await Promise.all(blockItems(block).map((item) => table.put(item)));
      }),
    remove: (key) =>
      translating('blocks_unavailable', 'remove a block', async () => {
        // The name may be given in another spelling than it was blocked in; one of its keys covers that.
        const spelled = (await blocksOn(table, [key.name])).filter((block) => isSameBlock(block, key));
        const keys = [key, ...spelled].flatMap(blockKeys);
        const distinct = new Map(keys.map((each) => [each.sk, each])).values();
        const removed = await Promise.all([...distinct].map((each) => table.remove(each, isThere)));
        return removed.some((wasThere) => wasThere);
      }),
    on: (names) => blocksOn(table, names),
    all: () => blocksIn(table, {}),
  };
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
  const found = await Promise.all(prefixes.map((prefix) => blocksIn(table, { startingWith: prefix })));
  // Several names can share the same user part, so matches are checked against the full names.
  return distinctBlocks(found.flat()).filter((block) => names.some((name) => isOnName(block, name)));
}

/** An unreadable block would let someone in, so it makes the whole list unreadable. */
function blocksIn(
  table: Pick<DynamoTable, 'page'>,
  which: { readonly startingWith?: string },
): Promise<readonly Block[]> {
  return translating('blocks_unavailable', 'read the blocks', async () => {
    const items = await Array.fromAsync(itemsOf(table, blockPartition, 'first', which));
    return distinctBlocks(items.map(blockFromItem));
  });
}

/**
 * All blocks are in one partition: a list reads it in order, and a handler reads the few items of one name. A partition
 * serves thousands of reads a second, and an endpoint has some tens of new connections a second.
 */
const blockPartition = 'block';

/** An expired block that nobody removed is deleted by the table after this; until then it remains in the list. */
const forgottenAfterDays = 7;
const everywhere = '*';
const withoutEnd = 0;

/**
 * Returns the key prefixes of a name's blocks. A name may be longer than a key, so its hashes are used. Blocks that
 * apply to a directory user in any spelling are found by the user part of the name, which all spellings share.
 */
function prefixesOfName(name: string): readonly string[] {
  return [...new Set([...hashesOfName(name), hashOfName(directoryUserOf(name))])].map(prefixOf);
}

function prefixOf(hash: string): string {
  return `${hash} `;
}

/** Lists the keys that a block may have; one key for a name in a single spelling. */
function blockKeys(block: BlockKey): readonly Key[] {
  return prefixesOfName(block.name).map((prefix) => keyWith(prefix, block));
}

function keyWith(prefix: string, { endpoint, correlation }: BlockKey): Key {
  return { pk: blockPartition, sk: `${prefix}${correlation} ${endpoint ?? everywhere}` };
}

/**
 * Returns the items of a block, each of which holds the whole block. It is stored under both hashes of its name, so
 * that connect handlers of a version that compares names in another form find it too, and under the user part when it
 * applies to a directory.
 */
function blockItems(block: Block): readonly (Item & Key)[] {
  const { name, endpoint = everywhere, directories = [], until, reason, by, at, correlation } = block;
  const fields = {
    name,
    endpoint,
    ...(directories.length > 0 && { directories: directories.join(' ') }),
    until_ms: until?.getTime() ?? withoutEnd,
    reason,
    by_id: by.id,
    by_name: by.name,
    by_team: by.team,
    at_ms: at.getTime(),
    correlation,
    ...(until && { expires: expiresAt(addDays(until, forgottenAfterDays)) }),
  };
  const prefixes = directories.length > 0 ? prefixesOfName(name) : hashesOfName(name).map(prefixOf);
  return prefixes.map((prefix) => ({ ...keyWith(prefix, block), ...fields }));
}

/** Removes duplicates: one block may be found by several of its keys. */
function distinctBlocks(blocks: readonly Block[]): readonly Block[] {
  return [...new Map(blocks.map((block) => [blockKeys(block)[0]?.sk, block])).values()];
}

/** Reads a block from its item. @throws {Failure} `blocks_unavailable` when the item was not written by Bouncer. */
function blockFromItem(item: Item): Block {
  const { name, until_ms: until, at_ms: at } = item;
  const correlation = parseCorrelation(text(item.correlation));
  const endpoint = parseEndpointId(text(item.endpoint));
  const isPlaced = endpoint !== undefined || item.endpoint === everywhere;
  if (!name || !isPlaced || correlation === undefined || typeof until !== 'number' || typeof at !== 'number')
    throw new Failure('blocks_unavailable', `the block ${text(item.sk)} is unreadable`);

  const directories = text(item.directories)
    .split(' ')
    .flatMap((id) => parseEndpointId(id) ?? []);
  return {
    name: text(name),
    endpoint,
    ...(directories.length > 0 && { directories }),
    until: until === withoutEnd ? undefined : new Date(until),
    reason: text(item.reason),
    by: { id: text(item.by_id), name: text(item.by_name), team: text(item.by_team) },
    at: new Date(at),
    correlation,
  };
}

function text(value: Item[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
