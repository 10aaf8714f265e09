import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The content of an item. The stores need only texts, numbers and bytes. */
export type Item = Readonly<Record<string, string | number | Uint8Array>>;

export type AttributeMap = Record<string, AttributeValue>;

export function attributesFromItem(item: object): AttributeMap {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeFrom(value)]));
}

/** Reads an item. Attributes of other types were not written by Bouncer and are left out. */
export function itemFromAttributes(attributes: AttributeMap): Item {
  const values = Object.entries(attributes).flatMap(([name, { S, N, B }]) => {
    const value = S ?? B ?? (N === undefined ? undefined : Number(N));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** Selects the items of a partition, or those whose sort keys have this prefix, in DynamoDB's syntax. */
export function whichItems(
  partition: string,
  startingWith: string | undefined,
): { readonly text: string; readonly values: Item } {
  return startingWith === undefined
    ? { text: '#pk = :pk', values: { pk: partition } }
    : { text: '#pk = :pk AND begins_with(#sk, :sk)', values: { pk: partition, sk: startingWith } };
}

/**
 * Collects the names and values that expressions mention. Every attribute gets a placeholder, since more than 500 words
 * are reserved, possibly including `hold` and `at`.
 */
export function placeholdersIn(...expressions: readonly { readonly text: string; readonly values?: Item }[]) {
  const names = expressions.flatMap(({ text }) => text.match(/#\w+/g) ?? []);
  const values = expressions.flatMap((expression) => Object.entries(expression.values ?? {}));
  return {
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    ...(values.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        values.map(([name, value]) => [`:${name}`, attributeFrom(value)]),
      ),
    }),
  };
}

function attributeFrom(value: unknown): AttributeValue {
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Uint8Array ? { B: value } : { S: String(value) };
}
