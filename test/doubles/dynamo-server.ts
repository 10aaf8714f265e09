import { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** DynamoDB in this process' memory, spoken to over HTTP. */
export interface DynamoServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startDynamo(): Promise<DynamoServer> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    stop: () => closeDoors(server),
  };
}

/** The tables stay open: a request whose client has given up on it may still be writing. */
async function closeDoors(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  server.closeAllConnections();
  await closed;
}

/** Makes a table as `infra/` does, and waits until it can be used. */
export function createTable(
  url: string,
  name: string,
  keys: readonly string[] = ['pk', 'sk'],
): Promise<void> {
  return administer(url, async (client) => {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: keys.map((key, index) => ({
          AttributeName: key,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
    while ((await statusOf(client, name)) !== 'ACTIVE') await sleep(5);
  });
}

/** Deletes a table, and waits until it is gone. */
export function dropTable(url: string, name: string): Promise<void> {
  return administer(url, async (client) => {
    await client.send(new DeleteTableCommand({ TableName: name }));
    while ((await statusOf(client, name)) !== undefined) await sleep(5);
  });
}

async function administer(url: string, act: (client: DynamoDBClient) => Promise<void>): Promise<void> {
  const credentials = { accessKeyId: 'AKIATABLE00000000000', secretAccessKey: 'secret-of-the-tables' };
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials });
  try {
    await act(client);
  } finally {
    client.destroy();
  }
}

/** Returns the table's status; undefined if there is no such table. */
async function statusOf(client: DynamoDBClient, name: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
