import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { millisecondsInSecond } from 'date-fns/constants';
import PQueue from 'p-queue';
import type { PatienceLimits } from '../shared-patience.ts';
import {
  type Answered,
  dynamoPatience,
  newDynamoClient,
  openingPatience,
  patientCalls,
  resolvedRegion,
  type Send,
} from './client.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import {
  type AttributeMap,
  attributesFromItem,
  attributesFromKey,
  type Expression,
  type Item,
  itemFromAttributes,
  type Key,
  type Page,
  pageFrom,
  placeholdersIn,
  queryFor,
  updateFor,
  type Which,
} from './items.ts';

/**
 * One table for all stores in it, with the keys `pk` and `sk`. Reads see every write that was acknowledged before them,
 * and each write affects one item. It throws the SDK's own errors, which each store translates.
 */
export interface DynamoTable {
  readonly name: string;
  get(key: Key): Promise<Item | undefined>;
  /** Reads the items of these keys that exist, in no particular order. */
  getAll(keys: readonly Key[]): Promise<readonly Item[]>;
  /** Reads a limited number of items of one partition, in ascending or descending order of their sort keys. */
  page(partition: string, which: Which): Promise<Page>;
  /** Puts an item. @returns Whether the condition held and the item was put. */
  put(item: Item & Key, only?: Expression): Promise<boolean>;
  /**
   * Puts and removes items unconditionally, in any order, and not as a whole: after an error, some of it may be done. No
   * key may occur twice.
   */
  writeAll(put: readonly (Item & Key)[], remove: readonly Key[]): Promise<void>;
  /** Changes an item. @returns The item's new content; undefined when the condition did not hold. */
  change(key: Key, change: Expression, only?: Expression): Promise<Item | undefined>;
  /** Removes an item. @returns Whether the condition held and the item was removed. */
  remove(key: Key, only: Expression): Promise<boolean>;
  /**
   * Fails all calls in progress without retrying them: by the time of a later write, another process may have taken
   * over.
   */
  close(): void;
}

/** The item is new: no item exists under its key. */
export const isNew: Expression = { text: 'attribute_not_exists(#pk)' };

/** An item exists under the key. */
export const isThere: Expression = { text: 'attribute_exists(#pk)' };

/**
 * Returns the time, in seconds since 1970, after which DynamoDB deletes the item. Deletion can take days, so nothing
 * relies on it.
 */
export function expiresAt(time: Date): number {
  return Math.ceil(time.getTime() / millisecondsInSecond);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxKeysPerGet = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxRequestsPerWrite = 25;
/** Batches at the same time: few, so that they leave sockets for calls that people wait for. */
const writesAtOnce = 4;
/** How often what DynamoDB left of a batch is sent again. The pauses between double, up to about six seconds in all. */
const writeRounds = 7;
const firstWritePauseMs = 50;

/**
 * Opens an existing table. Region, credentials and endpoint come from the SDK's usual sources (`AWS_…`).
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

/**
 * Returns a table without contacting it. A failure must not prevent Bouncer from starting before the table is needed.
 */
export function dynamoTable(name: string): DynamoTable {
  return tableOf(newDynamoClient(), name, dynamoPatience);
}

/** Wraps an existing client as a table. @param limits How long its calls wait for it. */
export function tableOf(client: DynamoDBClient, name: string, limits: PatienceLimits): DynamoTable {
  const closing = new AbortController();
  const patiently = patientCalls(limits, closing.signal);

  /** Makes a call that writes. @returns Undefined if its condition failed: that is an answer, not an error. */
  async function written<T extends Answered>(send: Send<T>): Promise<T | undefined> {
    try {
      return await patiently('write', send);
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return undefined;
      throw thrown;
    }
  }

  async function getSome(keys: readonly Key[]): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let asked: readonly AttributeMap[] = keys.map(attributesFromKey); asked.length > 0; ) {
      const request = { [name]: { Keys: [...asked], ConsistentRead: true } };
      const command = new BatchGetItemCommand({ RequestItems: request });
      const answer = await patiently('read', (options) => client.send(command, options));
      items.push(...(answer.Responses?.[name] ?? []).map(itemFromAttributes));
      // Keys beyond 16 MB, or throttled ones, are left for another call.
      const left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      if (left.length >= asked.length)
        throw new Error('DynamoDB gives none of the items that it was asked for');
      asked = left;
    }
    return items;
  }

  async function writeSome(requests: readonly WriteRequest[]): Promise<void> {
    let left = [...requests];
    for (let round = 0; round < writeRounds; round += 1) {
      // AWS asks for growing pauses before what it left, most likely for throttling, is sent again.
      if (round > 0) await sleep(firstWritePauseMs * 2 ** (round - 1) * (0.5 + Math.random()));
      const command = new BatchWriteItemCommand({ RequestItems: { [name]: left } });
      const answer = await patiently('write', (options) => client.send(command, options));
      left = answer.UnprocessedItems?.[name] ?? [];
      if (left.length === 0) return;
    }
    throw new Error('DynamoDB repeatedly left items unwritten: it is limiting requests');
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
      return Item && itemFromAttributes(Item);
    },
    async getAll(keys) {
      const items: Item[] = [];
      for (let from = 0; from < keys.length; from += maxKeysPerGet) {
        items.push(...(await getSome(keys.slice(from, from + maxKeysPerGet))));
      }
      return items;
    },
    async page(partition, which) {
      const command = new QueryCommand({ TableName: name, ...queryFor(partition, which) });
      const { Items = [], LastEvaluatedKey } = await patiently('read', (options) =>
        client.send(command, options),
      );
      return pageFrom(Items, LastEvaluatedKey);
    },
    async put(item, only) {
      const command = new PutItemCommand({
        TableName: name,
        Item: attributesFromItem(item),
        ...(only && { ConditionExpression: only.text, ...placeholdersIn(only) }),
      });
      return (await written((options) => client.send(command, options))) !== undefined;
    },
    async writeAll(put, remove) {
      const requests: readonly WriteRequest[] = [
        ...put.map((item) => ({ PutRequest: { Item: attributesFromItem(item) } })),
        ...remove.map((key) => ({ DeleteRequest: { Key: attributesFromKey(key) } })),
      ];
      const calls = new PQueue({ concurrency: writesAtOnce });
      const parts = Array.from({ length: Math.ceil(requests.length / maxRequestsPerWrite) }, (_, index) =>
        requests.slice(index * maxRequestsPerWrite, (index + 1) * maxRequestsPerWrite),
      );
      await calls.addAll(parts.map((part) => () => writeSome(part)));
    },
    async change(key, change, only) {
      const command = new UpdateItemCommand({ TableName: name, ...updateFor(key, change, only) });
      const answer = await written((options) => client.send(command, options));
      return answer && itemFromAttributes(answer.Attributes ?? {});
    },
    async remove(key, only) {
      const command = new DeleteItemCommand({
        TableName: name,
        Key: attributesFromKey(key),
        ConditionExpression: only.text,
        ...placeholdersIn(only),
      });
      return (await written((options) => client.send(command, options))) !== undefined;
    },
    close: () => {
      closing.abort();
      client.destroy();
    },
  };
}

/** Items per read: enough to make the number of calls negligible, few enough not to fill the memory. */
const pageSize = 500;

/** Yields every item of a partition, or those selected, fetching pages as the reader advances. */
export async function* itemsOf(
  table: Pick<DynamoTable, 'page'>,
  partition: string,
  order: Which['order'],
  { after: from, ...which }: Pick<Which, 'after' | 'startingWith' | 'between'> = {},
): AsyncGenerator<Item> {
  let after = from;
  do {
    const { items, next } = await table.page(partition, { limit: pageSize, order, after, ...which });
    yield* items;
    after = next;
  } while (after !== undefined);
}
