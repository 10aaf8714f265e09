import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { PatienceLimits } from '../shared-patience.ts';
import { dynamoPatience, newDynamoClient, openingPatience, resolvedRegion } from './client.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import {
  type AttributeMap,
  attributesFromItem,
  type Item,
  itemFromAttributes,
  placeholdersIn,
  whichItems,
} from './items.ts';
import { patientCalls } from './patient-calls.ts';

/**
 * One table for every store that lives in it, with the keys `pk` and `sk`. Reads see every write that was answered
 * before them, writes touch one item each. Errors are the SDK's own: each store translates.
 */
export interface DynamoTable {
  readonly name: string;
  get(key: Key): Promise<Item | undefined>;
  /** The items of these keys that are there, in no order. */
  getAll(keys: readonly Key[]): Promise<readonly Item[]>;
  /** At most so many items of one partition, in the order of their sort keys or against it. */
  page(partition: string, which: Which): Promise<Page>;
  /** @returns Whether the condition held, and the item was put. */
  put(item: Item & Key, only?: Condition): Promise<boolean>;
  /** @returns What the item holds then; undefined when the condition did not hold. */
  change(key: Key, change: Expression, only?: Condition): Promise<Item | undefined>;
  /** @returns Whether the condition held, and the item is gone. */
  remove(key: Key, only: Condition): Promise<boolean>;
  /** Whatever is under way fails, and is not tried again: where it would be written later, another may have gone on. */
  close(): void;
}

/** The table's primary key; `infra/` creates it, and `expires` is its time-to-live attribute. */
export type Key = { readonly pk: string; readonly sk: string };

export interface Which {
  readonly limit: number;
  readonly order: 'first' | 'last';
  /** Where the page before ended. */
  readonly after?: Key | undefined;
  /** What the sort keys begin with; without it, all of the partition. */
  readonly startingWith?: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly next: Key | undefined;
}

/** DynamoDB's own text, in which `#name` stands for an attribute and `:name` for one of the values. */
export interface Expression {
  readonly text: string;
  readonly values?: Item;
}

export type Condition = Expression;

/** The item is new: nothing stands under its key. */
export const isNew: Condition = { text: 'attribute_not_exists(#pk)' };

/** Something stands under the key. */
export const isThere: Condition = { text: 'attribute_exists(#pk)' };

/** Seconds since 1970, from which on DynamoDB removes the item by itself; a matter of days, so nothing relies on it. */
export function expiresAfter(from: Date, ms: number): number {
  return Math.ceil((from.getTime() + ms) / 1_000);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostGotAtOnce = 100;

/**
 * Opens a table that exists. Region, credentials and endpoint are the SDK's own (`AWS_…`).
 *
 * @throws {Failure} `store_unavailable` when the table cannot be read.
 */
export async function openDynamoTable(name: string): Promise<DynamoTable> {
  const client = newDynamoClient();
  const opening = tableOf(client, name, openingPatience);
  try {
    await resolvedRegion(client);
    await opening.get({ pk: 'probe', sk: 'probe' });
    return tableOf(client, name, dynamoPatience);
  } catch (thrown) {
    opening.close();
    throw failureFromDynamo('store_unavailable', `open the table ${name}`, thrown);
  }
}

/** A table that nothing is asked of before it is needed: what it cannot do then must not keep the bot from starting. */
export function dynamoTable(name: string): DynamoTable {
  return tableOf(newDynamoClient(), name, dynamoPatience);
}

/** A table through a client that is there already. @param limits How long its calls wait for it. */
export function tableOf(client: DynamoDBClient, name: string, limits: PatienceLimits): DynamoTable {
  const closing = new AbortController();
  const patiently = patientCalls(limits, closing.signal);

  async function getSome(keys: readonly Key[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let asked: readonly AttributeMap[] = keys.map(attributesFromKey); asked.length > 0; ) {
      const request = { [name]: { Keys: [...asked], ConsistentRead: true } };
      const command = new BatchGetItemCommand({ RequestItems: request });
      const answer = await patiently('read', (options) => client.send(command, options));
      items.push(...(answer.Responses?.[name] ?? []).map(itemFromAttributes));
      // What did not fit into 16 MB, or was throttled, is left for another call.
      const left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      if (left.length >= asked.length)
        throw new Error('DynamoDB gives none of the items that it was asked for');
      asked = left;
    }
    return items;
  }

  return {
    name,
    async get(key) {
      const command = new GetItemCommand({
        TableName: name,
        Key: attributesFromKey(key),
        ConsistentRead: true,
      });
      const { Item } = await patiently('read', (options) => client.send(command, options));
      return Item === undefined ? undefined : itemFromAttributes(Item);
    },
    async getAll(keys) {
      const items: Item[] = [];
      for (let from = 0; from < keys.length; from += mostGotAtOnce) {
        items.push(...(await getSome(keys.slice(from, from + mostGotAtOnce))));
      }
      return items;
    },
    async page(partition, { limit, order, after, startingWith }) {
      const which = whichItems(partition, startingWith);
      const command = new QueryCommand({
        TableName: name,
        ...placeholdersIn(which),
        KeyConditionExpression: which.text,
        ConsistentRead: true,
        Limit: limit,
        ScanIndexForward: order === 'first',
        ...(after && { ExclusiveStartKey: attributesFromKey(after) }),
      });
      const { Items = [], LastEvaluatedKey } = await patiently('read', (options) =>
        client.send(command, options),
      );
      return { items: Items.map(itemFromAttributes), next: keyFrom(LastEvaluatedKey) };
    },
    async put(item, only) {
      const command = new PutItemCommand({
        TableName: name,
        Item: attributesFromItem(item),
        ...(only && { ConditionExpression: only.text, ...placeholdersIn(only) }),
      });
      return (
        (await unlessRefused(patiently('write', (options) => client.send(command, options)))) !== undefined
      );
    },
    async change(key, change, only) {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: attributesFromKey(key),
        UpdateExpression: change.text,
        ...(only && { ConditionExpression: only.text }),
        ...placeholdersIn(change, ...(only ? [only] : [])),
        ReturnValues: 'ALL_NEW',
      });
      const answer = await unlessRefused(patiently('write', (options) => client.send(command, options)));
      return answer && itemFromAttributes(answer.Attributes ?? {});
    },
    async remove(key, only) {
      const command = new DeleteItemCommand({
        TableName: name,
        Key: attributesFromKey(key),
        ConditionExpression: only.text,
        ...placeholdersIn(only),
      });
      return (
        (await unlessRefused(patiently('write', (options) => client.send(command, options)))) !== undefined
      );
    },
    close: () => {
      closing.abort();
      client.destroy();
    },
  };
}

/** That a condition did not hold is an answer, not an error. */
async function unlessRefused<T>(sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return undefined;
    throw thrown;
  }
}

/** DynamoDB refuses a key that has more than its two parts, as an item has that is passed for its key. */
function attributesFromKey({ pk, sk }: Key): AttributeMap {
  return attributesFromItem({ pk, sk });
}

function keyFrom(attributes: AttributeMap | undefined): Key | undefined {
  if (attributes === undefined) return undefined;
  const { pk, sk } = itemFromAttributes(attributes);
  return { pk: String(pk), sk: String(sk) };
}
