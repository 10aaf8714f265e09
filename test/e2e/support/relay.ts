import { connect, createServer, type Socket } from 'node:net';

/** An address that stays the same while what answers behind it comes and goes. */
export interface Relay {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Passes connections on to a port of this machine, byte by byte. Slack is told the bot's address before the bot
 * runs, and the bot learns its port only when it does.
 *
 * @param target The port to pass on to, asked at every connection; undefined cuts it.
 */
export async function startRelay(target: () => number | undefined): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const port = target();
    if (port === undefined) {
      socket.destroy();
      return;
    }
    const onward = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
