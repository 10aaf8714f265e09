import { fileURLToPath } from 'node:url';
import { startDynamo } from '../dynamo/start-dynamo.ts';
import { startLambda } from '../lambda/start-lambda.ts';
import { awsVariables } from './bot-process.ts';
import { blockTable } from './demo-config.ts';
import { handlerName } from './demo-endpoints.ts';

/** The connect handler and the table that it shares with Bouncer. */
export interface DemoHandler {
  readonly lambdaUrl: string;
  readonly dynamoUrl: string;
  stop(): Promise<void>;
}

/** Creates the table of blocks and deploys Bouncer's connect handler to the emulated Lambda. */
export async function startDemoHandler(): Promise<DemoHandler> {
  const dynamo = await startDynamo(blockTable);
  const file = fileURLToPath(new URL('../../src/lambda/connect-handler.ts', import.meta.url));
  const variables = { ...awsVariables({ url: dynamo.url, dynamoUrl: dynamo.url }), BLOCKS_TABLE: blockTable };
  const lambda = await startLambda({ functions: [{ name: handlerName, file, variables }] });

  return {
    lambdaUrl: lambda.url,
    dynamoUrl: dynamo.url,
    stop: async () => {
      await Promise.all([lambda.stop(), dynamo.stop()]);
    },
  };
}
