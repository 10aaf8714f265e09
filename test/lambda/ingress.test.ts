import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEc2 } from '../../emulators/ec2/start-ec2.ts';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { parseQueuedRequest } from '../../src/lambda/queued-request.ts';
import { functionBundles } from '../bundles/bundles.ts';
import { type BotProcess, startProcess } from '../e2e/support/bot-process.ts';
import { type RequestQueue, startRequestQueue } from '../e2e/support/lambda/request-queue.ts';

const script = fileURLToPath(new URL('../e2e/support/lambda/ingress-process.ts', import.meta.url));
const secret = JSON.stringify({
  botToken: 'xoxb-emulated-bot-token',
  signingSecret: 'emulated-signing-secret',
});
const body = 'command=%2Fvpn&text=who&user_id=U0HELGA';

let queue: RequestQueue;
let ec2: Awaited<ReturnType<typeof startEc2>>;
let ingress: BotProcess;

beforeAll(async () => {
  [queue, ec2] = await Promise.all([startRequestQueue(), startEc2({ secrets: { 'bouncer/slack': secret } })]);
  ingress = await startIngress();
});
afterAll(async () => {
  await ingress?.stop();
  await Promise.all([queue?.stop(), ec2?.stop()]);
});

async function startIngress(): Promise<BotProcess> {
  return startProcess(script, [join(await functionBundles(), 'ingress')], {
    REQUEST_QUEUE_URL: queue.url,
    REFUSED_QUEUE_URL: queue.refusedUrl,
    SLACK_SECRET_ID: 'bouncer/slack',
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: ec2.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAE2ETEST000000000',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
  });
}

const secondsNow = () => Math.floor(Date.now() / 1_000);

/** Sends what Slack signed at that second. */
async function send(
  at: number,
  signingSecret = 'emulated-signing-secret',
  { address } = ingress,
  sent = body,
): Promise<number> {
  const timestamp = String(at);
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(sent, timestamp, signingSecret),
    },
    body: sent,
  });
  await answer.text();
  return answer.status;
}

test('the bundle, with nothing around it, puts a signed request on a real queue once, however often it is replayed', async () => {
  const at = secondsNow() - 10;

  expect(await Promise.all([send(at), send(at)])).toEqual([200, 200]);

  expect(queue.waiting().map((message) => parseQueuedRequest(message)?.body)).toEqual([body]);
});

test('a forged or outdated request reaches no queue, and no secret is logged', async () => {
  const before = queue.waiting().length;

  expect(await send(secondsNow(), 'guessed')).toBe(401);
  expect(await send(secondsNow() - 400)).toBe(401);
  expect(await send(secondsNow() + 120)).toBe(401);
  expect(queue.waiting()).toHaveLength(before);
  expect(ingress.log()).not.toMatch(/emulated-signing-secret|xoxb-/);
});

test('an event is put on the queue in the lane of the person who caused it', async () => {
  const event = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    event: { type: 'app_home_opened', user: 'U0HELGA', channel: 'D0HELGA', tab: 'home' },
  });

  expect(await send(secondsNow(), undefined, ingress, event)).toBe(200);

  expect(queue.waiting().map((message) => parseQueuedRequest(message)?.body)).toContain(event);
});

test('a flood by one person becomes a few queued requests, and the rest are counted on another queue', async () => {
  const before = queue.waiting().length;
  const flood = Array.from({ length: 100 }, (_, index) => `command=%2Fvpn&text=me+${index}&user_id=U0GUS`);

  for (const one of flood) expect(await send(secondsNow(), undefined, ingress, one)).toBe(200);

  const taken = queue.waiting().length - before;
  expect(taken).toBeGreaterThanOrEqual(30);
  expect(queue.refused().length + taken).toBe(100);
  expect(queue.refused().length).toBeGreaterThan(0);
});

test('accepts the previous signing secret beside the new one, also after a cold start', async () => {
  ec2.putSecret('bouncer/slack', secret.replace('emulated-signing-secret', 'new-signing-secret'));
  const late = await startIngress();

  const statuses = [
    await send(secondsNow(), 'new-signing-secret', late),
    await send(secondsNow(), 'emulated-signing-secret', late),
    await send(secondsNow(), 'guessed', late),
  ];
  await late.stop();

  expect(statuses).toEqual([200, 200, 401]);
});
