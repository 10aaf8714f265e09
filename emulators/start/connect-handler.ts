import { fileURLToPath } from 'node:url';
import { startDynamo } from '../dynamo/start-dynamo.ts';
import { startLambda } from '../lambda/start-lambda.ts';
import { awsVariables } from './bot-process.ts';
import { blockTable } from './demo-config.ts';
import { handlerName } from './demo-world.ts';

/** The connect handler and the table that it shares with the bot. */
export interface DemoHandler {
  readonly lambdaUrl: string;
  readonly dynamoUrl: string;
  stop(): Promise<void>;
}

/** Puts up the table of blocks, and Bouncer's connect handler as a function of the emulated Lambda. */
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
