import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { Failure } from '../../src/domain/failure.ts';
import { guardedListener } from '../../src/slack/guarded-listener.ts';
import { MemoryLogger } from './memory-logger.ts';

const body = 'command=%2Fvpn&text=who';
const nowMs = Date.UTC(2026, 10, 2, 12);
const passed = 204;

test.each<[string, number, { body?: string; secret?: string; ageS?: number }]>([
  ['a request that Slack signed passes', passed, {}],
  ['one that is signed with the secret before passes', passed, { secret: 'before' }],
  ['one that is signed with a secret that has just been made passes', passed, { secret: 'newer' }],
  ['one that is signed with another secret does not', 401, { secret: 'guessed' }],
  ['one that is older than five minutes does not', 401, { ageS: 301 }],
  ['one of the future does not', 401, { ageS: -61 }],
  ['one whose payload is nothing does not', 400, { body: 'payload=null' }],
  ['one that is nothing does not', 400, { body: 'null' }],
  [
    'the question whether the certificate is good is answered, signed or not',
    200,
    { body: 'ssl_check=1', secret: 'guessed' },
  ],
  ['one that is too long is cut off', 413, { body: 'x'.repeat(256 * 1024 + 1) }],
])('%s: %i', async (_title, status, request) => {
  expect(await statusOf(request)).toBe(status);
});

test('the signature is of the bytes that came, not of the text that they are read as', async () => {
  const bytes = Buffer.concat([Buffer.from(body), Buffer.from([0xff, 0xc3, 0x28])]);

  expect(await statusOf({ body: bytes })).toBe(passed);
  expect(await statusOf({ body: bytes, signed: bytes.toString() })).toBe(401);
});

test('a request that Bouncer cannot check is answered as failed, so that Slack retries it, and is logged', async () => {
  const logger = new MemoryLogger();
  const secrets = () => Promise.reject(new Failure('unexpected', 'no secret to read'));

  expect(await statusOf({}, { secrets, logger })).toBe(500);
  expect(logger.lines).toEqual([
    expect.stringContaining('a request of Slack could not be handled: unexpected'),
  ]);
});

test('an error of Bolt is answered as failed, and logged without the content of the request', async () => {
  const logger = new MemoryLogger();
  const pass = () => {
    throw new SyntaxError(`Unexpected token in "${body}"`);
  };

  expect(await statusOf({}, { pass, logger })).toBe(500);
  expect(logger.lines).toEqual([expect.stringContaining('guarded-listener.test.ts')]);
  expect(logger.lines.join()).not.toContain(body);
});

test('a request that is cut off is no error', async () => {
  const logger = new MemoryLogger();
  const url = new URL(await listen({ logger }));
  const socket = connect(Number(url.port), url.hostname);
  const timestamp = String(nowMs / 1_000);
  const head = [
    'POST /slack/events HTTP/1.1',
    'host: bouncer',
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: ${signatureOf(body, timestamp, 'now')}`,
    'content-length: 100',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await sleep(50);

  socket.destroy();
  await sleep(50);

  expect(logger.lines).toEqual([]);
});

test('a request without a signature does not pass', async () => {
  const { status } = await fetch(await listen(), { method: 'POST', body });

  expect(status).toBe(401);
});

interface Sent {
  readonly body?: string | Buffer<ArrayBuffer>;
  /** What the signature is of, where that is something else. */
  readonly signed?: string;
  readonly secret?: string;
  readonly ageS?: number;
}

async function statusOf(
  { body: sent = body, signed, secret = 'now', ageS = 0 }: Sent,
  behind: Behind = {},
): Promise<number> {
  const timestamp = String(nowMs / 1_000 - ageS);
  const { status } = await fetch(await listen(behind), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(signed ?? sent, timestamp, secret),
    },
    body: sent,
  });
  return status;
}

interface Behind {
  readonly pass?: RequestListener;
  readonly secrets?: (ask: 'known' | 'newer') => Promise<readonly string[]>;
  readonly logger?: MemoryLogger;
}

/** A server behind the guard, which answers whatever passes. */
async function listen({
  pass = (_request, response) => response.writeHead(passed).end(),
  secrets = async (ask) => (ask === 'known' ? ['now', 'before'] : ['newer', 'now']),
  logger = new MemoryLogger(),
}: Behind = {}): Promise<string> {
  const guarded = guardedListener(pass, secrets, () => nowMs, logger);
  const server = createServer(guarded);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
