import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Receiver, SocketModeReceiver } from '@slack/bolt';
import { readSlackFrames } from './slack-frames.ts';
import { within } from './within.ts';

export interface SocketPair {
  /** The way in for Bolt, over whichever socket Slack chooses. */
  readonly receiver: Receiver;
  countOpen(): number;
  /** Leaves Slack over both. */
  close(): Promise<void>;
}

type Client = SocketModeReceiver['client'];

/** The bot is ready with one socket; the other one is opened when the start is over. */
const secondAfterMs = 1_000;
/** Slack waits three seconds for an acknowledgement, and some ten between asking for a new socket and closing the old one. */
const answersMs = 3_000;
/** Slack answers a close at once, and leaves the connection under it open, for which the client would wait for seconds. */
export const closeMs = 1_000;

/**
 * Two Socket Mode connections that work as one. Slack delivers each request over one of those that are open, so requests
 * come over the other one while Slack's client is without the first for 5 to 13 seconds (decisions/0051).
 */
export function socketPair(open: () => SocketModeReceiver, logger: Logger): SocketPair {
  const [first, second] = [open(), open()];
  const clients = [first.client, second.client];
  const countOpen = () => clients.filter(isOpen).length;
  /** Slack may ask to reconnect both at once: the second one is closed when the first is open again. */
  let turn = Promise.resolve();
  let openingSecond: NodeJS.Timeout | undefined;
  let isClosing = false;

  for (const [client, other] of [clients, clients.toReversed()] as [Client, Client][]) {
    const unanswered = new Set<string>();
    client.on('outgoing_message', ({ envelope_id: id }: { envelope_id: string }) => unanswered.delete(id));
    client.on('close', () => unanswered.clear());
    client.on('connected', () => logger.info('a socket to Slack is open', { open: countOpen() }));

    readSlackFrames(client, logger, (frame, read) => {
      if (frame.type !== 'disconnect') {
        if ('envelope_id' in frame) unanswered.add(frame.envelope_id);
        read();
        return;
      }
      const { websocket } = client;
      turn = turn.then(async () => {
        await untilOpen(other);
        await within(answersMs, untilNoneOf(unanswered, client));
        // Slack closes it itself after a while, and the client may be opening the next one by now.
        if (client.websocket !== websocket || !isOpen(client)) return;
        read();
        await sleep(closeMs);
        if (websocket?.readyState === WebSocket.CLOSING) websocket.disconnect();
      });
    });
  }

  return {
    receiver: {
      init(app) {
        first.init(app);
        second.init(app);
      },
      async start() {
        await first.start();
        openingSecond = setTimeout(() => {
          second.start().catch((error: unknown) => {
            if (!isClosing) logger.error('the second socket to Slack could not be opened', error);
          });
        }, secondAfterMs);
      },
      stop: async () => {},
    },
    countOpen,
    async close() {
      isClosing = true;
      clearTimeout(openingSecond);
      await Promise.all(clients.map(disconnect));
    },
  };
}

function isOpen({ websocket }: Client): boolean {
  return websocket?.isActive() ?? false;
}

async function untilOpen(client: Client): Promise<void> {
  if (!isOpen(client)) await new Promise((resolve) => client.once('connected', resolve));
}

async function untilNoneOf(unanswered: ReadonlySet<string>, client: Client): Promise<void> {
  while (unanswered.size > 0) await new Promise((resolve) => client.once('outgoing_message', resolve));
}

async function disconnect(client: Client): Promise<void> {
  // The client would reject a start that is under way, which it handles nowhere when it reconnects by itself.
  client.removeAllListeners('disconnected');
  await client.disconnect();
}
