import { once } from 'node:events';
import { startDemo } from './start-demo.ts';

/** `npm start`: runs Bouncer against the emulators until Ctrl-C. */
const demo = await startDemo(4500, { connections: 40, ended: 12, isAlive: true, reconnectMs: 15_000 });
process.stdout.write(
  `Bouncer is at ${demo.slack.url} (its audit log and process log are in ${demo.folder}). Ctrl-C stops it.\n`,
);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await demo.stop();
