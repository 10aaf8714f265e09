import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';

/** A server in a Region that is a long way off. */
export interface FarRegion {
  /** Its certificate is nobody's: clients need `NODE_TLS_REJECT_UNAUTHORIZED=0`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Puts so many milliseconds a round trip between clients and an HTTP server of this machine. Clients speak TLS, as with
 * DynamoDB: on a new connection, the first answer takes three round trips.
 */
export async function startFarRegion(target: string, roundTripMs: number): Promise<FarRegion> {
  const open = new Set<Socket>();
  const targetPort = Number(new URL(target).port);
  const tls = createTlsServer(certificate(), (socket) => {
    const onward = connect(targetPort, '127.0.0.1');
    open.add(socket).add(onward);
    passOn(socket, onward, 0);
    passOn(onward, socket, 0);
  });
  const tlsPort = await listen(tls);
  const distance = createServer((socket) => {
    const onward = connect(tlsPort, '127.0.0.1');
    open.add(socket).add(onward);
    // Connecting is a round trip of its own, which costs nothing within one machine.
    passOn(socket, onward, roundTripMs / 2, wait(roundTripMs));
    passOn(onward, socket, roundTripMs / 2);
  });
  const port = await listen(distance);

  return {
    url: `https://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await Promise.all([distance, tls].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Passes bytes on, each so long after it came, in the order in which they came. */
function passOn(
  from: Socket,
  to: Socket,
  delayMs: number,
  connected: Promise<void> = Promise.resolve(),
): void {
  let before = connected;
  const then = (act: () => unknown) => {
    const due = wait(delayMs);
    before = before.then(async () => {
      await due;
      act();
    });
  };
  from.on('data', (chunk) => then(() => to.writable && to.write(chunk)));
  from.on('error', () => to.destroy());
  from.on('close', () => then(() => to.destroy()));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The one that dynalite brings for itself. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = join(dirname(createRequire(import.meta.url).resolve('dynalite/package.json')), 'ssl');
  return {
    key: readFileSync(join(folder, 'server-key.pem')),
    cert: readFileSync(join(folder, 'server-crt.pem')),
  };
}
