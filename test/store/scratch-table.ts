import { onTestFinished, vi } from 'vitest';
import { newDynamoClient } from '../../src/store/dynamo/client.ts';
import { type DynamoTable, tableOf } from '../../src/store/dynamo/table.ts';
import { type DynamoFaultProxy, startDynamoFaultProxy } from '../doubles/dynamo-fault-proxy.ts';
import { createTable, startDynamo } from '../doubles/dynamo-server.ts';
import { unhurried } from './unhurried.ts';

const name = 'bouncer';

/** Starts a DynamoDB with an empty table for one test, and points the SDK at it, by the environment as an operator would. */
export async function scratchDynamo(): Promise<{ readonly url: string; readonly table: string }> {
  const dynamo = await startDynamo();
  onTestFinished(() => dynamo.stop());
  await createTable(dynamo.url, name);
  pointDynamoAt(dynamo.url);
  return { url: dynamo.url, table: name };
}

export function pointDynamoAt(url: string): void {
  for (const [variable, value] of Object.entries(dynamoEnvironment(url))) vi.stubEnv(variable, value);
}

export function dynamoEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIASTORE00000000000',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-store',
  };
}

/** Opens the table that the SDK is pointed at, as each process would. @param limits Other than those of tests without an outage. */
export async function openTable(limits = unhurried): Promise<DynamoTable> {
  // One attempt may take as long as all of them.
  const client = limits === unhurried ? newDynamoClient(unhurried.patienceMs) : newDynamoClient();
  const table = tableOf(client, name, limits);
  onTestFinished(() => table.close());
  // The SDK settles at its first call where it sends all of them.
  await table.get({ pk: 'probe', sk: 'probe' });
  return table;
}

export async function openScratchTable(): Promise<DynamoTable> {
  await scratchDynamo();
  return openTable();
}

/** An empty table, too, with the SDK pointed at the proxy to it. */
export async function startFaultProxy(): Promise<DynamoFaultProxy> {
  const proxy = await startDynamoFaultProxy((await scratchDynamo()).url);
  onTestFinished(() => proxy.stop());
  pointDynamoAt(proxy.url);
  return proxy;
}
