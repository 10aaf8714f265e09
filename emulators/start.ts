import { startEc2 } from './ec2/start-ec2.ts';
import { bundlePage } from './page/bundle-page.ts';
import { startSlack } from './slack/start-slack.ts';
import { type BotProcess, startBot } from './start/bot-process.ts';
import { writeDemoConfig } from './start/demo-config.ts';
import { demoFolder } from './start/demo-folder.ts';
import { demoEndpoints, regulars } from './start/demo-world.ts';
import { listenOnFirstFree } from './start/first-free-port.ts';

/** Starts the emulated VPN, the emulated workspace with its page, and the bot as a process of its own. */
const page = await bundlePage();
const ec2 = await startEc2({
  endpoints: demoEndpoints,
  connections: 40,
  ended: 12,
  regulars,
  isAlive: true,
  reconnectMs: 15_000,
  seed: 7,
});
const slack = await listenOnFirstFree(4500, (port) => startSlack({ port, page, vpnUrl: ec2.url }));
const folder = await demoFolder(new URL(slack.url).port);
const bot = startBot(await writeDemoConfig(folder, demoEndpoints), slack, ec2);

process.stdout.write(`Bouncer is at ${slack.url} (its record and log are in ${folder}). Ctrl-C stops it.\n`);
await untilStopped(bot);
await bot.stop();
await Promise.all([slack.stop(), ec2.stop()]);

/** Ends at a signal, or when the bot itself cannot go on. */
function untilStopped({ ended }: BotProcess): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    ended.then((code) => {
      if (code !== 0) process.stderr.write(`The bot ended with code ${code}; its log says why.\n`);
      process.exitCode = code;
      resolve();
    });
  });
}
