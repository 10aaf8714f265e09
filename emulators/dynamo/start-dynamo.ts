import { setTimeout as wait } from 'node:timers/promises';
import dynalite from 'dynalite';

export interface Dynamo {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a DynamoDB in memory (dynalite), with an empty table of the keys that Bouncer's tables have. */
export async function startDynamo(table: string): Promise<Dynamo> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  await createTable(url, table);

  return { url, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
async function createTable(url: string, name: string): Promise<void> {
  const keys = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ];
  await call(url, 'CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys,
  });
  while (!(await call(url, 'DescribeTable', { TableName: name })).includes('"ACTIVE"')) await wait(5);
}

/** Signed in form only, which is all that dynalite looks at. */
async function call(url: string, action: string, input: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIATABLE/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20261122T000000Z',
      'x-amz-target': `DynamoDB_20120810.${action}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${action} was refused: ${await response.text()}`);
  return response.text();
}
