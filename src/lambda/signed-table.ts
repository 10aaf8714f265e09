import { AwsClient } from 'aws4fetch';
import { domainOf } from '../domain/endpoint.ts';
import {
  type AttributeMap,
  attributesFromItem,
  itemFromAttributes,
  pageFrom,
  queryFor,
  updateFor,
} from '../store/dynamo/items.ts';
import type { DynamoTable } from '../store/dynamo/table.ts';

/** Where a table is, and the credentials to access it. */
export interface TablePlace {
  readonly name: string;
  readonly region: string;
  /** Undefined for DynamoDB's own endpoint in the Region. */
  readonly endpoint: string | undefined;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

type LeanTable = Pick<DynamoTable, 'page' | 'put' | 'change'>;

/**
 * Accesses a table with plain signed requests: loading the SDK's client takes longer than a connect handler has to answer.
 * Failed calls are not retried here, because only the caller knows how much time is left.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function signedTable(place: TablePlace): (signal: AbortSignal) => LeanTable {
  const aws = new AwsClient({ ...place.credentials, region: place.region, service: 'dynamodb' });
  const url = place.endpoint ?? `https://dynamodb.${place.region}.${domainOf(place.region)}/`;

  async function call(action: string, input: object, signal: AbortSignal): Promise<Answer> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
    };
    const body = JSON.stringify({ TableName: place.name, ...input });
    const request = await aws.sign(url, { method: 'POST', headers, body });
    const response = await fetch(request, { signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`DynamoDB answered ${response.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }

  return (signal) => ({
    async page(partition, which) {
      const { Items, LastEvaluatedKey } = await call('Query', queryFor(partition, which), signal);
      // Something other than DynamoDB answered. That must not pass for an empty partition.
      if (Items === undefined) throw new Error('the answer holds no list of items');
      return pageFrom(Items, LastEvaluatedKey);
    },
    async put(item) {
      await call('PutItem', { Item: attributesFromItem(item) }, signal);
      return true;
    },
    async change(key, change) {
      const { Attributes = {} } = await call('UpdateItem', updateFor(key, change), signal);
      return itemFromAttributes(Attributes);
    },
  });
}

interface Answer {
  readonly Items?: readonly AttributeMap[];
  readonly LastEvaluatedKey?: AttributeMap;
  readonly Attributes?: AttributeMap;
}
