import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The content of an item. The stores need only texts, numbers and bytes. */
export type Item = Readonly<Record<string, string | number | Uint8Array>>;

/** The table's primary key. `infra/` creates the table, with `expires` as its time-to-live attribute. */
export type Key = { readonly pk: string; readonly sk: string };

export type AttributeMap = Record<string, AttributeValue>;

/** An expression in DynamoDB's syntax, in which `#name` stands for an attribute and `:name` for one of the values. */
export interface Expression {
  readonly text: string;
  readonly values?: Item;
}

export interface Which {
  readonly limit: number;
  readonly order: 'first' | 'last';
  /** Where the previous page ended. */
  readonly after?: Key | undefined;
  /** A prefix of the sort keys; without it, the whole partition is read. */
  readonly startingWith?: string;
  /** The first and the last sort key, instead of a prefix. */
  readonly between?: readonly [first: string, last: string];
}

export interface Page {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly next: Key | undefined;
}

export function attributesFromItem(item: Item): AttributeMap {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeFrom(value)]));
}

/**
 * Picks the two parts of a key. DynamoDB refuses a key with other attributes, such as an item passed as its own key.
 */
export function attributesFromKey({ pk, sk }: Key): AttributeMap {
  return attributesFromItem({ pk, sk });
}

/** Reads an item. Attributes of other types were not written by Bouncer and are left out. */
export function itemFromAttributes(attributes: AttributeMap): Item {
  const values = Object.entries(attributes).flatMap(([name, { S, N, B }]) => {
    const value = S ?? B ?? (N === undefined ? undefined : Number(N));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** Returns the input of a Query for a page of a partition, without the table's name. */
export function queryFor(partition: string, { limit, order, after, startingWith, between }: Which) {
  const which = keysIn(partition, startingWith, between);
  return {
    ...placeholdersIn(which),
    KeyConditionExpression: which.text,
    ConsistentRead: true,
    Limit: limit,
    ScanIndexForward: order === 'first',
    ...(after && { ExclusiveStartKey: attributesFromKey(after) }),
  };
}

function keysIn(partition: string, startingWith: string | undefined, between: Which['between']): Expression {
  if (between !== undefined) {
    const [first, last] = between;
    return { text: '#pk = :pk AND #sk BETWEEN :first AND :last', values: { pk: partition, first, last } };
  }
  return startingWith === undefined
    ? { text: '#pk = :pk', values: { pk: partition } }
    : { text: '#pk = :pk AND begins_with(#sk, :sk)', values: { pk: partition, sk: startingWith } };
}

/** Reads the answer to a Query. */
export function pageFrom(items: readonly AttributeMap[], lastEvaluatedKey: AttributeMap | undefined): Page {
  const { pk, sk } = itemFromAttributes(lastEvaluatedKey ?? {});
  return {
    items: items.map(itemFromAttributes),
    next: lastEvaluatedKey && { pk: String(pk), sk: String(sk) },
  };
}

/** Returns the input of an UpdateItem that answers with the item's new content, without the table's name. */
export function updateFor(key: Key, change: Expression, only?: Expression) {
  return {
    Key: attributesFromKey(key),
    UpdateExpression: change.text,
    ...(only && { ConditionExpression: only.text }),
    ...placeholdersIn(change, ...(only ? [only] : [])),
    ReturnValues: 'ALL_NEW' as const,
  };
}

/**
 * Collects the names and values that expressions mention. Every attribute gets a placeholder, since more than 500 words
 * are reserved, possibly including `hold` and `at`.
 */
export function placeholdersIn(...expressions: readonly Expression[]) {
  const names = expressions.flatMap(({ text }) => text.match(/#\w+/g) ?? []);
  const values = expressions.flatMap(({ values: used = {} }) => Object.entries(used));
  return {
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    ...(values.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        values.map(([name, value]) => [`:${name}`, attributeFrom(value)]),
      ),
    }),
  };
}

function attributeFrom(value: Item[string]): AttributeValue {
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Uint8Array ? { B: value } : { S: value };
}
