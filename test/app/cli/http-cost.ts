import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('http-cost-process.ts', import.meta.url));
/** Of so many batches the cheapest counts: in it, the machine did the least beside. */
const batches = 3;

/** The bot's HTTP server in a process of its own, so that its CPU time is nobody else's. */
export interface CostServer {
  /** The CPU time that the server takes for one of so many requests, each on a connection of its own. */
  costUs(request: string, times: number): Promise<number>;
  stop(): void;
}

export async function startCostServer(): Promise<CostServer> {
  const server = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = await once(server, 'message');

  async function cpuUs(): Promise<number> {
    const answer = once(server, 'message');
    server.send('cpu');
    const [{ cpuUs: used }] = await answer;
    return used;
  }
  /** Sends bytes as they are, and resolves when the server has closed the connection. */
  function send(bytes: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
      socket.resume();
      // Whoever is cut off in the middle of a flood has nothing to be told.
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
  }

  return {
    async costUs(request, times) {
      const measured: number[] = [];
      for (let batch = 0; batch < batches; batch += 1) {
        const before = await cpuUs();
        for (let sent = 0; sent < times; sent += 1) await send(request);
        measured.push(((await cpuUs()) - before) / times);
      }
      return Math.min(...measured);
    },
    stop: () => server.kill(),
  };
}

/** A request as Slack would send it, whose signature is made up. */
export function forgedPost(body: string, length = `content-length: ${Buffer.byteLength(body)}`): string {
  const headers = [
    'host: bouncer',
    'content-type: application/x-www-form-urlencoded',
    `x-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}`,
    `x-slack-signature: v0=${'0'.repeat(64)}`,
    length,
  ];
  return `POST /slack/events HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}
