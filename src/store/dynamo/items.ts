import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What an item holds: texts, numbers and bytes are all that the stores need. */
export type Item = Readonly<Record<string, string | number | Uint8Array>>;

export type AttributeMap = Record<string, AttributeValue>;

export function attributesFromItem(item: object): AttributeMap {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeFrom(value)]));
}

/** Attributes of other types are none of ours, and left out. */
export function itemFromAttributes(attributes: AttributeMap): Item {
  const values = Object.entries(attributes).flatMap(([name, { S, N, B }]) => {
    const value = S ?? B ?? (N === undefined ? undefined : Number(N));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** The items of a partition, or those whose sort keys begin so, in DynamoDB's own text. */
export function whichItems(
  partition: string,
  startingWith: string | undefined,
): { readonly text: string; readonly values: Item } {
  return startingWith === undefined
    ? { text: '#pk = :pk', values: { pk: partition } }
    : { text: '#pk = :pk AND begins_with(#sk, :sk)', values: { pk: partition, sk: startingWith } };
}

/**
 * The names and values that expressions mention: every attribute goes by a placeholder, since more than 500 words,
 * `hold` and `at` among them or not, are reserved.
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
