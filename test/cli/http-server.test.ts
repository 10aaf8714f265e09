import { expect, onTestFinished, test } from 'vitest';
import { type HttpParts, startHttpServer } from '../../src/cli/http-server.ts';
import { createMetrics } from '../../src/cli/metrics.ts';

async function aServer(given: Partial<HttpParts> = {}) {
  const parts = { metrics: createMetrics(), unready: async () => undefined, slack: undefined, ...given };
  const server = await startHttpServer(0, parts);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, body: await response.text() };
  };
  return { port, ask };
}

const slack: HttpParts['slack'] = (_request, response) => response.writeHead(200).end('from slack');

test('the process is alive, and ready while nothing is wrong', async () => {
  const { ask } = await aServer();

  expect(await ask('/healthz')).toEqual({ status: 200, body: 'alive\n' });
  expect(await ask('/readyz?verbose')).toEqual({ status: 200, body: 'ready\n' });
});

test('while something is wrong it is alive but not ready, and says why', async () => {
  const { ask } = await aServer({ unready: async () => 'not connected to Slack' });

  expect(await ask('/readyz')).toEqual({ status: 503, body: 'not connected to Slack\n' });
  expect((await ask('/healthz')).status).toBe(200);
});

test('a check that fails is no readiness', async () => {
  const { ask } = await aServer({ unready: () => Promise.reject(new Error('odd')) });

  expect((await ask('/readyz')).status).toBe(500);
});

test('figures are served for Prometheus', async () => {
  const metrics = createMetrics();
  metrics.tally.command('who');
  const { ask } = await aServer({ metrics });

  expect((await ask('/metrics')).body).toContain('bouncer_commands_total{command="who"} 1');
});

test('Slack’s requests are taken at their path, over HTTP only', async () => {
  const post = { method: 'POST' };
  const overHttp = await aServer({ slack });
  const overSocket = await aServer();

  expect(await overHttp.ask('/slack/events', post)).toEqual({ status: 200, body: 'from slack' });
  expect((await overHttp.ask('/slack/events')).status).toBe(404);
  expect((await overSocket.ask('/slack/events', post)).status).toBe(404);
});

test.each(['/', '/admin', '/healthz/..', '/metrics/x'])('there is nothing at %s', async (path) => {
  const { ask } = await aServer({ slack });

  expect((await ask(path)).status).toBe(404);
  expect((await ask(path, { method: 'POST' })).status).toBe(404);
});

test('a port that is taken is an error', async () => {
  const { port = 0 } = await aServer();
  const parts = { metrics: createMetrics(), unready: async () => undefined, slack: undefined };

  await expect(startHttpServer(port, parts)).rejects.toMatchObject({ cause: { code: 'EADDRINUSE' } });
});
