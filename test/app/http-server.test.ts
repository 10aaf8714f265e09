import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  type HttpAddress,
  type HttpLimits,
  type HttpParts,
  startHttpServer,
} from '../../src/app/http-server.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { guardedListener } from '../../src/slack/guarded-listener.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';

async function aServer(given: Partial<HttpParts> = {}, limits?: HttpLimits) {
  const parts = { metrics: createMetrics(), unready: async () => undefined, slack: undefined, ...given };
  const server = await startHttpServer({ host: '127.0.0.1', port: 0 }, parts, limits);
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
  /** Sends bytes as they are, and reads until the server closes the connection. */
  const send = (bytes: string) =>
    new Promise<string | undefined>((resolve) => {
      const socket = connect({ port: port ?? 0, host: '127.0.0.1' }, () => socket.write(bytes));
      let answer = '';
      socket.setEncoding('utf8').on('data', (part) => {
        answer += part;
      });
      // The rest of what is being sent may find a closed door; the answer is here by then.
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer.split('\r\n')[0]));
    });
  return { port, ask, send };
}

const slack: HttpParts['slack'] = (_request, response) => response.writeHead(200).end('from slack');

test('the process is alive, and ready while there is no problem', async () => {
  const { ask } = await aServer();

  expect(await ask('/healthz')).toEqual({ status: 200, body: 'alive\n' });
  expect(await ask('/readyz?verbose')).toEqual({ status: 200, body: 'ready\n' });
});

test('the process is alive but not ready while there is a problem, and says why', async () => {
  const { ask } = await aServer({ unready: async () => 'not connected to Slack' });

  expect(await ask('/readyz')).toEqual({ status: 503, body: 'not connected to Slack\n' });
  expect((await ask('/healthz')).status).toBe(200);
});

test('a failed check means not ready', async () => {
  const { ask } = await aServer({ unready: () => Promise.reject(new Error('odd')) });

  expect((await ask('/readyz')).status).toBe(500);
});

test('serves metrics for Prometheus', async () => {
  const metrics = createMetrics();
  metrics.usage.command('who');
  const { ask } = await aServer({ metrics });

  expect((await ask('/metrics')).body).toContain('bouncer_commands_total{command="who"} 1');
});

test('accepts Slack’s requests at their path, over HTTP only', async () => {
  const post = { method: 'POST' };
  const overHttp = await aServer({ slack });
  const overSocket = await aServer();

  expect(await overHttp.ask('/slack/events', post)).toEqual({ status: 200, body: 'from slack' });
  expect((await overHttp.ask('/slack/events')).status).toBe(404);
  expect((await overSocket.ask('/slack/events', post)).status).toBe(404);
});

test.each(['/', '/admin', '/healthz/..', '/metrics/x'])('answers 404 at %s', async (path) => {
  const { ask } = await aServer({ slack });

  expect((await ask(path)).status).toBe(404);
  expect((await ask(path, { method: 'POST' })).status).toBe(404);
});

test('a port that is in use is an error', async () => {
  const { port = 0 } = await aServer();

  await expect(listenOn({ host: '127.0.0.1', port })).rejects.toMatchObject({
    cause: { code: 'EADDRINUSE' },
  });
});

test('a host that is not an address of this machine is a configuration problem', async () => {
  await expect(listenOn({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    problems: [{ path: 'HOST', message: expect.stringContaining('not an address of this machine') }],
  });
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  [undefined, '::'],
])(
  'it listens on the configured address, on all of them when none is configured: %s',
  async (host, bound) => {
    const server = await listenOn({ host, port: 0 });
    onTestFinished(() => {
      server.close();
    });

    // Where a machine has no IPv6, every address is 0.0.0.0.
    expect([bound, host ?? '0.0.0.0']).toContain(Object(server.address()).address);
  },
);

function listenOn(where: HttpAddress) {
  return startHttpServer(where, {
    metrics: createMetrics(),
    unready: async () => undefined,
    slack: undefined,
  });
}

const guarded = () => ({
  slack: guardedListener(slack ?? (() => {}), async () => ['secret'], Date.now, new MemoryLogger()),
});
const large = 'a'.repeat(300_000);
const claims = [
  'POST /slack/events HTTP/1.1',
  'host: bouncer',
  `x-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}`,
  `x-slack-signature: v0=${'0'.repeat(64)}`,
];
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

test.each([
  ['tells so, before it is sent', 'content-length: 300000', ''],
  ['is sent whole', 'content-length: 300000', large],
  ['comes in chunks', 'transfer-encoding: chunked', chunked(large)],
])('rejects a body that is too large and closes the connection when it %s', async (_title, length, body) => {
  const { send } = await aServer(guarded());

  expect(await send(`${[...claims, length].join('\r\n')}\r\n\r\n${body}`)).toBe(
    'HTTP/1.1 413 Payload Too Large',
  );
});

test('ignores what follows the declared length of a request', async () => {
  const { send } = await aServer(guarded());

  // As the request that it pretends to be, or as no request at all: whichever is seen first.
  expect(await send(`${[...claims, 'content-length: 10'].join('\r\n')}\r\n\r\n${large}`)).toMatch(
    /^HTTP\/1\.1 (401 Unauthorized|400 Bad Request)$/,
  );
});

test('does not wait for a body without Slack’s headers', async () => {
  const { send } = await aServer(guarded());

  expect(await send('POST /slack/events HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n')).toBe(
    'HTTP/1.1 401 Unauthorized',
  );
});

test.each([
  ['its headers', 'POST /slack/events HTTP/1.1\r\nhost: a\r\n'],
  ['its body', `${[...claims, 'content-length: 5000'].join('\r\n')}\r\n\r\nslow`],
])('closes the connection of a client that takes too long to send %s', async (_title, bytes) => {
  const { send } = await aServer(guarded(), { headersTimeoutMs: 20, requestTimeoutMs: 30, checkEveryMs: 10 });

  expect(await send(bytes)).toBe('HTTP/1.1 408 Request Timeout');
});

test.each(['GET /healthz', 'POST /nowhere', 'PUT /slack/events'])(
  'closes the connection of a request with an unexpected body: %s',
  async (request) => {
    const { send } = await aServer(guarded());

    expect(await send(`${request} HTTP/1.1\r\nhost: a\r\ncontent-length: 5000\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 (200|404) /,
    );
  },
);
