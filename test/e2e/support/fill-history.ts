import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionHistory } from '../../../src/ports/connection-history.ts';
import { dynamoConnectionHistory } from '../../../src/store/dynamo/connection-history.ts';
import { tableOf } from '../../../src/store/dynamo/table.ts';
import { sqliteConnectionHistory } from '../../../src/store/sqlite/connection-history.ts';
import { historyFile } from '../../../src/store/sqlite/history-file.ts';
import { realClock } from '../../store/real-clock.ts';
import { unhurried } from '../../store/unhurried.ts';

/** Writes into the connection history, where the bot keeps it. */
export type FillHistory = (history: Pick<ConnectionHistory, 'record' | 'recordObservation'>) => Promise<void>;

const keptDays = 30;

/** Fills the history that is kept in a file beside the store of this folder. */
export async function fillHistoryFile(folder: string, fill: FillHistory): Promise<void> {
  const file = historyFile(join(folder, 'bouncer.db'), realClock);
  try {
    await fill(sqliteConnectionHistory(file));
  } finally {
    file.close();
  }
}

/** Fills the history that is kept in a table. */
export async function fillHistoryTable(endpoint: string, name: string, fill: FillHistory): Promise<void> {
  const credentials = { accessKeyId: 'AKIAWITNESS000000000', secretAccessKey: 'secret-of-the-witness' };
  const table = tableOf(new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials }), name, unhurried);
  try {
    await fill(dynamoConnectionHistory(table, realClock, keptDays));
  } finally {
    table.close();
  }
}
