import { setTimeout as sleep } from 'node:timers/promises';
import type { App, ReceiverEvent } from '@slack/bolt';
import { SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { beforeEach, expect, test, vi } from 'vitest';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import { socketPair } from '../../src/slack/socket-pair.ts';
import { eventually, personClient } from '../emulators/slack/person-client.ts';
import { MemoryLogger } from './memory-logger.ts';

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack();
  return () => slack.stop();
});

test('what is under way when Slack asks to reconnect is acknowledged before the socket is closed', async () => {
  const underWay: ReceiverEvent[] = [];
  const pair = await startPair(async (event) => void underWay.push(event));
  await eventually(() => slack.control.connections() === 2 || undefined);
  await command();
  await command();
  await eventually(() => underWay.length === 2 || undefined);

  slack.control.disconnectSockets('refresh_requested', 1);
  // Time enough for the client to close the socket, were it to do so at once.
  await sleep(300);
  for (const { ack } of underWay) await ack();

  await eventually(() => slack.control.connections() === 1 || undefined);
  expect(slack.control.deliveries().map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
  await pair.close();
});

test('asked to reconnect both sockets, it closes the second when the first is open again', async () => {
  const pair = await startPair(async ({ ack }) => ack());
  await eventually(() => slack.control.connections() === 2 || undefined);
  slack.control.disconnectSockets('warning');
  const fewest = { open: 2 };
  while (countAddresses() < 4) {
    fewest.open = Math.min(fewest.open, pair.countOpen());
    await sleep(5);
  }

  expect(fewest.open).toBe(1);
  await pair.close();
});

test('closing while a socket is being opened again leaves no rejection to nobody', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  const pair = await startPair(async ({ ack }) => ack());
  await eventually(() => slack.control.connections() === 2 || undefined);

  slack.control.disconnectSockets('drop');
  await eventually(() => slack.control.connections() === 0 || undefined);
  await eventually(() => countAddresses() > 2 || undefined);
  while (slack.control.connections() === 0) await new Promise(setImmediate);
  await pair.close();
  await new Promise(setImmediate);

  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

test('closing while Slack is asked for the address of a socket opens none, and leaves no rejection to nobody', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  const asking = vi.spyOn(WebClient.prototype, 'apiCall');
  const pair = await startPair(async ({ ack }) => ack());
  await eventually(() => slack.control.connections() === 2 || undefined);
  const asked = asking.mock.calls.length;

  slack.control.orderFault({
    method: 'apps.connections.open',
    times: 2,
    fault: { kind: 'delay', delayMs: 1_000 },
  });
  slack.control.disconnectSockets('drop');
  await eventually(() => asking.mock.calls.length === asked + 2 || undefined);
  await pair.close();
  await sleep(2_000);

  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
  expect(slack.control.connections()).toBe(0);
});

/** How often Slack was asked for the address of a socket. */
function countAddresses(): number {
  return slack.control.calls().filter(({ method }) => method === 'apps.connections.open').length;
}

function command(): Promise<unknown> {
  return personClient(slack.url, 'U0HELGA').say('C0HELPDESK', '/vpn help');
}

async function startPair(work: (event: ReceiverEvent) => Promise<void>) {
  const logger = new MemoryLogger();
  const pair = socketPair(
    () =>
      new SocketModeReceiver({
        appToken: slack.appToken,
        logger,
        // Also how long the client waits before it connects again.
        clientPingTimeout: 2_000,
        installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
      }),
    logger,
  );
  pair.receiver.init(Object.create({ processEvent: work }) satisfies App);
  await pair.receiver.start();
  return pair;
}
