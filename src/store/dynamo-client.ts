import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Failure } from '../core/failure.ts';

/** For a call with all its attempts; DynamoDB answers within 10 ms. */
export const dynamoCallMs = 6_000;

/** For one attempt. Waiting for one of the 50 sockets counts as connecting, so that a burst of calls needs more time for it. */
const patience = { connectMs: 3_000, attemptMs: 2_000 };
const attempts = 3;

/** Region, credentials and endpoint are the SDK's own (`AWS_…`). */
export function newDynamoClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: patience.connectMs,
      requestTimeout: patience.attemptMs,
      // Without it the SDK only warns about a request that takes too long.
      throwOnRequestTimeout: true,
    },
  });
}

/** @throws {Failure} `store_unavailable` when nobody says in which Region to ask. */
export async function resolvedRegion(client: DynamoDBClient): Promise<string> {
  return client.config.region().catch((cause: unknown) => {
    throw new Failure('store_unavailable', 'no Region to find the table in: set AWS_REGION', { cause });
  });
}
