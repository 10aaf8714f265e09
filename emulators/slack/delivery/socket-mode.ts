import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { parseObject, stringAt } from '../json-object.ts';
import type { Limits } from '../limits.ts';
import type { Delivery, DeliveryOutcome, Envelope } from './delivery.ts';

/** Why Slack ends a connection; `drop` is a network that fails without a word. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'drop';

export const socketPath = '/link/';

interface Waiting {
  readonly settle: (outcome: DeliveryOutcome) => void;
  readonly acceptsResponse: boolean;
}

/**
 * Slack's end of Socket Mode.
 * Source: https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export class SocketMode implements Delivery {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #limits: Limits;
  readonly #appId: string;
  readonly #onCountChange: (connections: number) => void;
  readonly #tickets = new Set<string>();
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, Waiting>();
  #turn = 0;

  constructor(options: { limits: Limits; appId: string; onCountChange: (connections: number) => void }) {
    this.#limits = options.limits;
    this.#appId = options.appId;
    this.#onCountChange = options.onCountChange;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Path and query of an address that is good for one connection, as `apps.connections.open` gives them out. */
  issueTicket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${socketPath}?ticket=${ticket}&app_id=${this.#appId}`;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (!this.#tickets.delete(searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  /** Each envelope goes to one connection, in turn. */
  deliver(envelope: Envelope): Promise<DeliveryOutcome> {
    const sockets = [...this.#sockets];
    this.#turn += 1;
    const socket = sockets[this.#turn % Math.max(sockets.length, 1)];
    if (!socket) return Promise.resolve({ kind: 'offline' });
    const { promise, resolve } = Promise.withResolvers<DeliveryOutcome>();
    const timer = setTimeout(() => settle({ kind: 'timed_out' }), this.#limits.acknowledgeMs);
    const settle = (outcome: DeliveryOutcome) => {
      clearTimeout(timer);
      this.#waiting.delete(envelope.id);
      resolve(outcome);
    };
    this.#waiting.set(envelope.id, { settle, acceptsResponse: envelope.acceptsResponse });
    socket.send(
      JSON.stringify({
        envelope_id: envelope.id,
        type: envelope.kind,
        payload: envelope.payload,
        accepts_response_payload: envelope.acceptsResponse,
      }),
    );
    return promise;
  }

  /** Ends every connection the way Slack, or a bad network, ends them; answers how many there were. */
  disconnect(reason: DisconnectReason): number {
    const sockets = [...this.#sockets];
    for (const socket of sockets) {
      if (reason === 'drop') socket.terminate();
      else this.#dismiss(socket, reason);
    }
    return sockets.length;
  }

  /** Sends any frame to every connection, for what no other control says. */
  broadcast(frame: string): number {
    for (const socket of this.#sockets) socket.send(frame);
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    for (const { settle } of this.#waiting.values()) settle({ kind: 'offline' });
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    if (this.#sockets.size >= this.#limits.socketConnections) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    this.#sockets.add(socket);
    const pings = setInterval(() => socket.ping(), this.#limits.pingEveryMs);
    socket.on('message', (data) => this.#acknowledge(data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      this.#sockets.delete(socket);
      this.#onCountChange(this.#sockets.size);
    });
    socket.send(JSON.stringify(this.#hello()));
    socket.ping();
    this.#onCountChange(this.#sockets.size);
  }

  #hello() {
    return {
      type: 'hello',
      connection_info: { app_id: this.#appId },
      num_connections: this.#sockets.size,
      debug_info: { host: 'applink-emulated', build_number: 1, approximate_connection_time: 18_060 },
    };
  }

  #acknowledge(data: RawData): void {
    const frame = parseObject(data.toString());
    const waiting = frame && this.#waiting.get(stringAt(frame, 'envelope_id') ?? '');
    waiting?.settle({ kind: 'acknowledged', answer: waiting.acceptsResponse ? frame?.payload : undefined });
  }

  #dismiss(socket: WebSocket, reason: Exclude<DisconnectReason, 'drop'>): void {
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-emulated' } }));
    if (reason === 'link_disabled') socket.close();
    else setTimeout(() => socket.terminate(), this.#limits.disconnectGraceMs).unref();
  }
}
