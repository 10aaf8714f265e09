import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startDynamo } from '../dynamo/start-dynamo.ts';
import { type Ec2, type Ec2Options, startEc2 } from '../ec2/start-ec2.ts';
import { startLambda } from '../lambda/start-lambda.ts';
import { bundlePage } from '../page/bundle-page.ts';
import { type Slack, startSlack } from '../slack/start-slack.ts';
import { awsVariables, keepBot } from './bot-process.ts';
import { blockTable, writeDemoConfig } from './demo-config.ts';
import { demoEndpoints, handlerName, regulars } from './demo-endpoints.ts';

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
 * @param firstPort The workspace listens on the first free port from this one on.
 */
export async function startDemo(firstPort: number, vpn: Ec2Options, { isFresh = false } = {}): Promise<Demo> {
  const page = await bundlePage();
  const handler = await startDemoHandler();
  const { lambdaUrl, dynamoUrl } = handler;
  const ec2 = await startEc2({ endpoints: demoEndpoints, regulars, seed: 7, lambdaUrl, ...vpn });
  const slack = await listenOnFirstFree(firstPort, (port) => startSlack({ port, page, vpnUrl: ec2.url }));
  const folder = await demoFolder(new URL(slack.url).port, isFresh);
  const configPath = await writeDemoConfig(folder, demoEndpoints);
  const aws = { url: ec2.url, dynamoUrl };
  const bot = keepBot(configPath, slack, aws, (sentence) => process.stderr.write(`${sentence}\n`));

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

/**
 * Creates the folder for the configuration, the audit log and the process log: beside the sources, outside version
 * control. Each port has its own, so that two demos at once do not share files.
 *
 * @param isFresh Whether the files of an earlier demo are deleted.
 */
async function demoFolder(port: string, isFresh: boolean): Promise<string> {
  const folder = fileURLToPath(new URL(`../../.demo/${port}`, import.meta.url));
  if (isFresh) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The connect handler and the table that it shares with Bouncer. */
interface DemoHandler {
  readonly lambdaUrl: string;
  readonly dynamoUrl: string;
  stop(): Promise<void>;
}

/** Creates the table of blocks and deploys Bouncer's connect handler to the emulated Lambda. */
async function startDemoHandler(): Promise<DemoHandler> {
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
