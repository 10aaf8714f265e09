import { fileURLToPath } from 'node:url';
import { type Lambda, startLambda } from '../../../emulators/lambda/start-lambda.ts';
import { createTable, startDynamo } from '../../doubles/dynamo-server.ts';
import { endpoints } from './bot-config.ts';
import { type Company, type CompanyOptions, tableName } from './company.ts';

const handlerName = 'AWSClientVPN-bouncer';
const blockTable = 'bouncer-blocks';
const handlerFile = fileURLToPath(new URL('../../../src/lambda/connect-handler.ts', import.meta.url));

/** Acme, where prod-eu and lab ask the connect handler, and prod-us does not. */
export interface KeepOutCompany extends Company {
  readonly lambda: Lambda;
  /** The names on live connections. */
  live(): readonly string[];
  /** How often somebody was turned away so far. */
  timesTurnedAway(name: string): number;
  /** From here on nobody reads or writes the table of blocks. */
  loseTable(): Promise<void>;
}

/**
 * @param open Puts Acme up, on one machine or on AWS.
 * @param reconnectMs From the end of a certificate client's session until it knocks again.
 */
export async function openKeepOutCompany(
  open: (options: CompanyOptions) => Promise<Company>,
  { onError = 'deny', reconnectMs = 300 } = {},
): Promise<KeepOutCompany> {
  const dynamo = await startDynamo();
  await Promise.all([createTable(dynamo.url, tableName), createTable(dynamo.url, blockTable)]);
  const lambda = await startLambda({
    functions: [{ name: handlerName, file: handlerFile, variables: variablesFor(dynamo.url, onError) }],
  });
  let isLost = false;
  const loseTable = async () => {
    if (!isLost) await dynamo.stop();
    isLost = true;
  };
  const company = await open({
    config: { blocks: { dynamodb: blockTable, onError } },
    environment: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url },
    ec2: { lambdaUrl: lambda.url, reconnectMs, endpoints: endpoints.map(withHandler) },
  });
  const fleet = () => company.ec2.fleet();

  return {
    ...company,
    lambda,
    loseTable,
    live: () =>
      fleet().connections.flatMap(({ status, commonName }) => (status === 'active' ? [commonName] : [])),
    timesTurnedAway: (wanted) => fleet().turnedAway.filter(({ name }) => name === wanted).length,
    async close() {
      await company.close();
      await lambda.stop();
      await loseTable();
    },
  };
}

function variablesFor(dynamoUrl: string, onError: string): Readonly<Record<string, string>> {
  return {
    BLOCKS_TABLE: blockTable,
    BLOCKS_ON_ERROR: onError,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAHANDLER000000000',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-handler',
  };
}

function withHandler(endpoint: (typeof endpoints)[number]) {
  if (endpoint.name === 'prod-us') return endpoint;
  const connectHandlerArn = `arn:aws:lambda:${endpoint.region}:111122223333:function:${handlerName}`;
  return { ...endpoint, connectHandlerArn };
}
