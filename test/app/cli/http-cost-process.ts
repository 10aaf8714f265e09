import { startHttpServer } from '../../../src/app/http-server.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { guardedListener } from '../../../src/slack/guarded-listener.ts';
import { MemoryLogger } from '../../slack/memory-logger.ts';

/** The bot's HTTP server in a process of its own, which tells its parent how much CPU time it has used so far. */
const server = await startHttpServer(
  { host: '127.0.0.1', port: 0 },
  {
    metrics: createMetrics(),
    unready: async () => undefined,
    slack: guardedListener(
      (_request, response) => response.writeHead(204).end(),
      async () => ['secret-of-now', 'secret-of-before'],
      Date.now,
      new MemoryLogger(),
    ),
  },
);
const address = server.address();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system });
});
process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
