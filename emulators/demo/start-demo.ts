import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startDynamo } from '../dynamo/start-dynamo.ts';
import { type Ec2, type Ec2Options, startEc2 } from '../ec2/start-ec2.ts';
import { startLambda } from '../lambda/start-lambda.ts';
import { type Slack, startSlack } from '../slack/start-slack.ts';
import { awsVariables, keepBot } from './bot-process.ts';
import { blockTable, writeDemoConfig } from './demo-config.ts';
import { demoEndpoints, handlerName, regulars } from './demo-endpoints.ts';
import type { DemoFiles } from './demo-files.ts';

export interface Demo {
  readonly ec2: Ec2;
  readonly slack: Slack;
  /** Where Bouncer's configuration, audit log and process log are. */
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Starts the emulated VPN, the emulated workspace with its page, and Bouncer as a separate process.
 *
 * @param files The demo's parts, in a checkout or in the package.
 * @param firstPort The workspace listens on the first free port from this one on.
 * @param config What stands in bouncer.yml instead of the demo's usual rules.
 */
export async function startDemo(
  files: DemoFiles,
  firstPort: number,
  vpn: Ec2Options,
  config: object = {},
): Promise<Demo> {
  const handler = await startDemoHandler(files.connectHandler);
  const { lambdaUrl, dynamoUrl } = handler;
  const ec2 = await startEc2({ endpoints: demoEndpoints, regulars, seed: 7, lambdaUrl, ...vpn });
  const slack = await listenOnFirstFree(firstPort, (port) =>
    startSlack({ port, page: files.page, manifest: files.manifest, vpnUrl: ec2.url }),
  );
  const folder = await files.makeDataFolder(new URL(slack.url).port);
  const configPath = await writeDemoConfig(folder, demoEndpoints, config);
  const aws = { url: ec2.url, dynamoUrl };
  const bot = keepBot(files.bot, configPath, slack, aws, (sentence) => process.stderr.write(`${sentence}\n`));

  return {
    ec2,
    slack,
    folder,
    stop: async () => {
      await bot.stop();
      await Promise.all([slack.stop(), ec2.stop()]);
      await handler.stop();
    },
  };
}

const connectsWithinMs = 60_000;

/**
 * Waits until Bouncer has a socket to the workspace: before that, Slack refuses commands.
 *
 * @throws {Error} When Bouncer does not connect in time.
 */
export async function untilBouncerConnects({ slack, folder }: Demo): Promise<void> {
  const deadline = performance.now() + connectsWithinMs;
  while (slack.control.connections() === 0) {
    if (performance.now() > deadline)
      throw new Error(`Bouncer did not connect to Slack; see ${join(folder, 'bouncer.log')}.`);
    await setTimeout(100);
  }
}

/** The address stays the same from one start to the next unless another process has taken the port. */
async function listenOnFirstFree<T>(firstPort: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let port = firstPort; port < firstPort + 50; port += 1) {
    try {
      return await start(port);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
    }
  }
  return start(0);
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** The connect handler and the table that it shares with Bouncer. */
interface DemoHandler {
  readonly lambdaUrl: string;
  readonly dynamoUrl: string;
  stop(): Promise<void>;
}

/** Creates the table of blocks and deploys Bouncer's connect handler to the emulated Lambda. */
async function startDemoHandler(file: string): Promise<DemoHandler> {
  const dynamo = await startDynamo(blockTable);
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
