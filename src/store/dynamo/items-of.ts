import type { Item } from './items.ts';
import type { DynamoTable, Which } from './table.ts';

/** Items read at once: enough that the calls do not count, few enough that they fill no memory. */
const pageSize = 500;

/** Every item of a partition, or those that are meant of them, page by page as the reader gets on. */
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
