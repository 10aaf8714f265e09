import type { Block, BlockKey } from '../../domain/block.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { Failure } from '../../domain/failure.ts';
import { parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import { hashesOfName, hashOfName } from '../../domain/vpn-name.ts';
import type { Item } from './items.ts';
import type { Key } from './table.ts';
import { expiresAfter } from './table.ts';

/**
 * One partition for all of them: a list reads it in order, and a handler the few items of one name. It takes thousands of
 * looks a second, and an endpoint some tens of new connections.
 */
export const blockPartition = 'block';

/** A block that nobody took away when its time was over goes by itself; until then it stands in the list. */
const forgottenAfterMs = 7 * 24 * 3_600_000;
const everywhere = '*';
const withoutEnd = 0;

/**
 * What the keys of a name's blocks begin with: a name may be longer than a key, so it goes by its hashes. Blocks that hold
 * for a directory's user in every way to write the name are found by the user's part of it, which is the same in all.
 */
export function prefixesOfName(name: string): readonly string[] {
  return [...new Set([...hashesOfName(name), hashOfName(directoryUserOf(name))])].map(prefixOf);
}

function prefixOf(hash: string): string {
  return `${hash} `;
}

/** The keys that a block may have; of a name in one spelling, one. */
export function blockKeys(block: BlockKey): readonly Key[] {
  return prefixesOfName(block.name).map((prefix) => keyWith(prefix, block));
}

function keyWith(prefix: string, { endpoint, correlation }: BlockKey): Key {
  return { pk: blockPartition, sk: `${prefix}${correlation} ${endpoint ?? everywhere}` };
}

/**
 * The items of a block, each of which holds all of it: under both hashes of its name, so that connect handlers of a version
 * that compares names in another form find it by theirs, and under the user's part where it holds for a directory.
 */
export function blockItems(block: Block): readonly (Item & Key)[] {
  const { name, endpoint = everywhere, directories = [], until, reason, by, at, correlation } = block;
  const told = {
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
    ...(until && { expires: expiresAfter(until, forgottenAfterMs) }),
  };
  const prefixes = directories.length > 0 ? prefixesOfName(name) : hashesOfName(name).map(prefixOf);
  return prefixes.map((prefix) => ({ ...keyWith(prefix, block), ...told }));
}

/** Each block once, whichever of its keys it was found by. */
export function distinctBlocks(blocks: readonly Block[]): readonly Block[] {
  return [...new Map(blocks.map((block) => [blockKeys(block)[0]?.sk, block])).values()];
}

/** @throws {Failure} `blocks_unavailable` when something else wrote it. */
export function blockFromItem(item: Item): Block {
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
