import { fileURLToPath } from 'node:url';
import { type Lambda, startLambda } from '../../../emulators/lambda/start-lambda.ts';
import { createTable, startDynamo } from '../../doubles/dynamo-server.ts';
import { type EndpointName, endpoints } from './bot-config.ts';
import { eventually } from './eventually.ts';
import { type TestWorkspace, type TestWorkspaceOptions, tableName } from './test-workspace.ts';

const handlerName = 'AWSClientVPN-bouncer';
const blockTable = 'bouncer-blocks';
const handlerFile = fileURLToPath(new URL('../../../src/lambda/connect-handler.ts', import.meta.url));

/** Acme, where prod-eu and lab ask the connect handler, and prod-us does not. */
export interface BlockTestWorkspace extends TestWorkspace {
  readonly lambda: Lambda;
  /** Somebody connects to lab, or elsewhere, whom nobody has seen before: also where a scene is played again. @returns The name. */
  newcomer(called: string, endpoint?: EndpointName): string;
  /** All newcomers stop reconnecting, so that they cost nothing when their scene is over. */
  newcomersGiveUp(): void;
  isOn(name: string): boolean;
  /** Resolves when this name has been denied so many times from now on. */
  denied(name: string, times?: number): Promise<void>;
  /** From here on nobody reads or writes the table of blocks. */
  loseTable(): Promise<void>;
}

/**
 * @param open Puts Acme up, on one machine or on AWS.
 * @param reconnectMs From the end of a certificate client's session until it knocks again.
 */
export async function openBlockTestWorkspace(
  open: (options: TestWorkspaceOptions) => Promise<TestWorkspace>,
  { onError = 'deny', reconnectMs = 300 } = {},
): Promise<BlockTestWorkspace> {
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
  const workspace = await open({
    config: { blocks: { dynamodb: blockTable, onError } },
    environment: { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url },
    ec2: { lambdaUrl: lambda.url, reconnectMs, endpoints: endpoints.map(withHandler) },
  });
  const newcomers: string[] = [];

  return {
    ...workspace,
    lambda,
    loseTable,
    newcomer(called, endpoint = 'lab') {
      const name = `${called}-${newcomers.length + 1}.example.com`;
      newcomers.push(name);
      workspace.connect(endpoint, name);
      return name;
    },
    newcomersGiveUp: () => newcomers.forEach(workspace.ec2.giveUp),
    isOn: (name) =>
      workspace.ec2
        .fleet()
        .connections.some(({ status, commonName }) => status === 'active' && commonName === name),
    async denied(name, times = 1) {
      for (let time = 0; time < times; time += 1) await turnedAwayAgain(workspace, name);
    },
    async close() {
      await workspace.close();
      await lambda.stop();
      await loseTable();
    },
  };
}

/** Of all that were turned away, only the latest are shown: how often it was one of them cannot be counted there. */
async function turnedAwayAgain({ ec2 }: TestWorkspace, wanted: string): Promise<void> {
  const now = new Date();
  await eventually(`${wanted} being turned away`, () =>
    ec2.fleet().denied.find(({ name, at }) => name === wanted && new Date(at) > now),
  );
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
