import { once } from 'node:events';
import type { DemoFiles } from './demo-files.ts';
import { startDemo, untilBouncerConnects } from './start-demo.ts';

/** Runs Bouncer against the emulators until Ctrl-C, and prints the address of its page. */
export async function runDemo(files: DemoFiles): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const demo = await startDemo(files, 4500, {
    connections: 40,
    ended: 12,
    isAlive: true,
    reconnectMs: 15_000,
  });
  await untilBouncerConnects(demo).catch((error: Error) => process.stderr.write(`${error.message}\n`));
  process.stdout.write(
    `Bouncer is at ${demo.slack.url} (its audit log and process log are in ${demo.folder}). Ctrl-C stops it.\n`,
  );

  await interrupted;
  await demo.stop();
}
