import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { guardedListener } from '../../src/slack/guarded-listener.ts';

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

async function statusOf({ body: sent = body, signed, secret = 'now', ageS = 0 }: Sent): Promise<number> {
  const timestamp = String(nowMs / 1_000 - ageS);
  const { status } = await fetch(await listen(), {
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

/** A server behind the guard, which answers whatever passes. */
async function listen(): Promise<string> {
  const guarded = guardedListener(
    (_request, response) => response.writeHead(passed).end(),
    async (ask) => (ask === 'known' ? ['now', 'before'] : ['newer', 'now']),
    () => nowMs,
  );
  const server = createServer(guarded);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
