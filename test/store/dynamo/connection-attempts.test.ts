import { expect, test } from 'vitest';
import {
  dynamoAttemptReports,
  dynamoConnectionAttempts,
} from '../../../src/store/dynamo/connection-attempts.ts';
import { attemptAt } from '../../contract/a-connection-attempt.ts';
import { testConnectionAttempts } from '../../contract/connection-attempts-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

testConnectionAttempts('DynamoArrivals', async () => {
  const table = await openScratchTable();
  const attempts = dynamoConnectionAttempts(table);
  const { report } = dynamoAttemptReports(table);
  return Object.assign(attempts, { report });
});

test('reads only the items of the period from the table', async () => {
  const table = await openScratchTable();
  const { report } = dynamoAttemptReports(table);
  for (const second of [3, 4, 5]) await report(attemptAt(second), undefined);
  let read = 0;
  const attempts = dynamoConnectionAttempts({
    ...table,
    page: async (...query) => {
      const page = await table.page(...query);
      read += page.items.length;
      return page;
    },
  });

  await attempts.of(['mallory-laptop.example.com'], attemptAt(4).at, attemptAt(4).at);

  expect(read).toBe(1);
});

test('reads no more than the latest thousand attempts of a certificate that many people share', async () => {
  let pages = 0;
  const attempts = dynamoConnectionAttempts({
    change: async () => undefined,
    page: async (pk, { limit, order }) => {
      expect(order).toBe('last');
      pages += 1;
      return {
        items: Array.from({ length: limit }, (_, n) => ({ connection: `${pages}-${n}`, at_ms: -pages })),
        next: { pk, sk: String(pages) },
      };
    },
  });

  const found = await attempts.of(['shared'], new Date(0));

  expect(found).toHaveLength(1_000);
  expect(pages).toBe(2);
});
