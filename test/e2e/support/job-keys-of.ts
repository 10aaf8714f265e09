import { join } from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { openSqliteDatabase } from '../../../src/store/sqlite/database.ts';
import { realClock } from '../../store/real-clock.ts';
import type { TestWorkspace } from './test-workspace.ts';
import { tableName } from './test-workspace.ts';

/** The keys of what is on the bot's job queue, read past the bot from where it keeps them. */
export async function jobKeysOf({ folder, environment }: TestWorkspace): Promise<readonly string[]> {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint } = environment;
  return endpoint === undefined ? keysInFile(join(folder, 'bouncer.db')) : keysInTable(endpoint);
}

function keysInFile(path: string): readonly string[] {
  const database = openSqliteDatabase(path, realClock);
  try {
    return database
      .read('read', (sqlite) => sqlite.prepare('SELECT key FROM task').all())
      .map(({ key }) => String(key));
  } finally {
    database.close();
  }
}

async function keysInTable(endpoint: string): Promise<readonly string[]> {
  const credentials = { accessKeyId: 'AKIAWITNESS000000000', secretAccessKey: 'secret-of-the-witness' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  const answer = await client.send(
    new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :agenda',
      ExpressionAttributeValues: { ':agenda': { S: 'agenda' } },
    }),
  );
  client.destroy();
  return (answer.Items ?? []).map(({ sk }) => sk?.S ?? '');
}
