import { once } from 'node:events';
import { startDemoWorld } from './start/world.ts';

/** `npm start`: a world to try the bot in, until Ctrl-C. */
const world = await startDemoWorld(4500, { connections: 40, ended: 12, isAlive: true, reconnectMs: 15_000 });
process.stdout.write(
  `Bouncer is at ${world.slack.url} (its record and log are in ${world.folder}). Ctrl-C stops it.\n`,
);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await world.stop();
