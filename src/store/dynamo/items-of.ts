import type { Item } from './items.ts';
import type { DynamoTable, Which } from './table.ts';

/** Items per read: enough to make the number of calls negligible, few enough not to fill the memory. */
const pageSize = 500;

/** Yields every item of a partition, or those selected, fetching pages as the reader advances. */
export async function* itemsOf(
  table: Pick<DynamoTable, 'page'>,
  partition: string,
  order: Which['order'],
  { after: from, ...which }: Pick<Which, 'after' | 'startingWith'> = {},
): AsyncGenerator<Item> {
  let after = from;
  do {
    const { items, next } = await table.page(partition, { limit: pageSize, order, after, ...which });
    yield* items;
    after = next;
  } while (after !== undefined);
}
