import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Receiver, SocketModeReceiver } from '@slack/bolt';
import * as z from 'zod';
import { parseJson } from './block-kit/parse-json.ts';
import { within } from './within.ts';

interface SocketPair {
  /** The receiver for Bolt, over whichever socket Slack chooses. */
  readonly receiver: Receiver;
  countOpen(): number;
  /** Closes both sockets. */
  close(): Promise<void>;
}

type Client = SocketModeReceiver['client'];

/** One socket is enough to be ready. The other is opened once the start is over. */
const secondAfterMs = 1_000;
/**
 * Slack waits three seconds for an acknowledgement, and about ten between asking for a new socket and closing the old
 * one.
 */
const answersMs = 3_000;
/**
 * Slack answers a close at once but leaves the underlying connection open, and the client would wait for it for
 * seconds.
 */
export const closeMs = 1_000;

/**
 * Two Socket Mode connections that work as one. Slack delivers each request over one of the open connections, so
 * requests arrive over the other while Slack's client reconnects the first for 5 to 13 seconds (decisions/0051).
 */
export function socketPair(open: () => SocketModeReceiver, logger: Logger): SocketPair {
  const [first, second] = [open(), open()];
  const clients = [first.client, second.client];
  const countOpen = () => clients.filter(isOpen).length;
  /** Slack may ask both to reconnect at once. The second is then closed only when the first is open again. */
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
        // Slack closes it after a while, and by now the client may be opening the next one.
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
  // The client would reject a start that is in progress, and handles that nowhere when it reconnects by itself. One that
  // still asks Slack for an address would open a socket afterwards.
  client.removeAllListeners('disconnected');
  client.on('connecting', () => {
    client.removeAllListeners('disconnected');
    setImmediate(() => client.websocket?.disconnect());
  });
  await client.disconnect();
}

const requestSchema = z.object({
  type: z.enum(['slash_commands', 'interactive', 'events_api']),
  envelope_id: z.string(),
  payload: z.looseObject({}),
});
const frameSchema = z.union([z.object({ type: z.enum(['hello', 'disconnect']) }), requestSchema]);

type SlackFrame = z.infer<typeof frameSchema>;

/**
 * Passes only valid Slack frames to a Socket Mode client. Anything else, including a frame named like one of the
 * client's own events, would make the client throw errors that nothing handles.
 *
 * @param onFrame Receives each frame, and lets the client read it at once or later.
 */
function readSlackFrames(
  client: SocketModeReceiver['client'],
  logger: Logger,
  onFrame: (frame: SlackFrame, read: () => void) => void,
): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: string | ArrayBuffer, isBinary: boolean) => {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
    const frame = isBinary ? undefined : frameSchema.safeParse(parseJson(text)).data;
    if (frame === undefined) logger.warn('what came over the socket is no frame of Slack’s');
    else
      onFrame(frame, () => {
        for (const read of readers) read(text, isBinary);
      });
  });
}
