import { type Ec2, type Ec2Options, startEc2 } from '../../../emulators/ec2/start-ec2.ts';
import { type Slack, type SlackOptions, startSlack } from '../../../emulators/slack/start-slack.ts';
import { bundledPage } from './bundled-page.ts';
import { discardWindows } from './chromium.ts';
import { type SmallBot, startSmallBot } from './small-bot.ts';

/** Everything that a test of the page needs, running. */
export interface TestPage {
  readonly ec2: Ec2;
  readonly slack: Slack;
  readonly bot: SmallBot;
  readonly stop: () => Promise<void>;
}

export async function startTestPage(
  vpn: Ec2Options = {},
  app: Pick<SlackOptions, 'manifest'> = {},
): Promise<TestPage> {
  const ec2 = await startEc2({
    connections: 30,
    regulars: ['bob@example.com'],
    terminationMs: 300,
    reconnectMs: 300,
    ...vpn,
  });
  const slack = await startSlack({ page: await bundledPage(), vpnUrl: ec2.url, ...app });
  const bot = await startSmallBot(slack);
  return {
    ec2,
    slack,
    bot,
    async stop() {
      await discardWindows();
      await bot.stop();
      await slack.stop();
      await ec2.stop();
    },
  };
}
