import { type Ec2, type Ec2Options, startEc2 } from '../ec2/start-ec2.ts';
import { bundlePage } from '../page/bundle-page.ts';
import { type Slack, startSlack } from '../slack/start-slack.ts';
import { keepBot } from './bot-process.ts';
import { startDemoHandler } from './connect-handler.ts';
import { writeDemoConfig } from './demo-config.ts';
import { demoFolder } from './demo-folder.ts';
import { demoEndpoints, regulars } from './demo-world.ts';
import { listenOnFirstFree } from './first-free-port.ts';

export interface DemoWorld {
  readonly ec2: Ec2;
  readonly slack: Slack;
  /** Where the bot's configuration, record and log are. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Puts up the emulated VPN, the emulated workspace with its page, and the bot as a process of its own. */
export async function startDemoWorld(
  firstPort: number,
  vpn: Ec2Options,
  { isFresh = false } = {},
): Promise<DemoWorld> {
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
