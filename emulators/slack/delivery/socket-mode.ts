import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Limits } from '../model/limits.ts';
import type { DisconnectReason } from '../protocol/control-protocol.ts';
import { parseObject, stringAt } from '../protocol/json-object.ts';
import type { Delivery, DeliveryOutcome, Envelope } from './delivery.ts';

export const socketPath = '/link/';

interface Connection {
  readonly webSocket: WebSocket;
  readonly tcp: Socket;
  isHanging: boolean;
}

interface Waiting {
  /** The connection that the envelope was sent over: Slack reads its acknowledgement there. */
  readonly connection: Connection;
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
  readonly #connections = new Set<Connection>();
  /** Those that are left open after the close handshake as well. */
  readonly #tcp = new Set<Socket>();
  readonly #waiting = new Map<string, Waiting>();
  #turn = 0;

  constructor(options: { limits: Limits; appId: string; onCountChange: (connections: number) => void }) {
    this.#limits = options.limits;
    this.#appId = options.appId;
    this.#onCountChange = options.onCountChange;
  }

  /** Those over which the app can be reached. */
  get connections(): number {
    return [...this.#connections].filter(({ isHanging }) => !isHanging).length;
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
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (socket instanceof Socket) this.#welcome({ webSocket, tcp: socket, isHanging: false });
    });
  }

  /** Each envelope goes to one connection, in turn. */
  deliver(envelope: Envelope): Promise<DeliveryOutcome> {
    const connections = [...this.#connections];
    this.#turn += 1;
    const connection = connections[this.#turn % Math.max(connections.length, 1)];
    if (!connection) return Promise.resolve({ kind: 'offline' });
    const { promise, resolve } = Promise.withResolvers<DeliveryOutcome>();
    const timer = setTimeout(() => settle({ kind: 'timed_out' }), this.#limits.acknowledgeMs);
    const settle = (outcome: DeliveryOutcome) => {
      clearTimeout(timer);
      this.#waiting.delete(envelope.id);
      resolve(outcome);
    };
    this.#waiting.set(envelope.id, { connection, settle, acceptsResponse: envelope.acceptsResponse });
    if (connection.isHanging) return promise;
    connection.webSocket.send(
      JSON.stringify({
        envelope_id: envelope.id,
        type: envelope.kind,
        payload: envelope.payload,
        accepts_response_payload: envelope.acceptsResponse,
        ...(envelope.kind === 'events_api' && {
          retry_attempt: envelope.retry?.attempt ?? 0,
          retry_reason: envelope.retry?.reason ?? '',
        }),
      }),
    );
    return promise;
  }

  /**
   * Ends connections the way Slack, or a bad network, ends them, those that were opened first first.
   *
   * @param atMost How many; all by default.
   * @returns How many there were.
   */
  disconnect(reason: DisconnectReason, atMost = Number.POSITIVE_INFINITY): number {
    const ending = [...this.#connections].slice(0, atMost);
    for (const connection of ending) this.#end(connection, reason);
    return ending.length;
  }

  /** Sends any frame to every connection, for what no other control says. */
  broadcast(frame: string): number {
    for (const { webSocket } of this.#connections) webSocket.send(frame);
    return this.#connections.size;
  }

  async stop(): Promise<void> {
    for (const tcp of this.#tcp) tcp.destroy();
    for (const { settle } of this.#waiting.values()) settle({ kind: 'offline' });
    this.#server.close();
  }

  #welcome(connection: Connection): void {
    const { webSocket, tcp } = connection;
    if (this.#connections.size >= this.#limits.socketConnections) {
      webSocket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      webSocket.close();
      return;
    }
    this.#connections.add(connection);
    this.#tcp.add(tcp);
    tcp.on('close', () => this.#tcp.delete(tcp));
    const pings = setInterval(() => connection.isHanging || webSocket.ping(), this.#limits.pingEveryMs);
    const leave = () => {
      clearInterval(pings);
      if (this.#connections.delete(connection)) this.#onCountChange(this.connections);
    };
    // The library ends the TCP connection with the close handshake; Slack leaves it open for a while.
    tcp.end = () => {
      leave();
      setTimeout(() => tcp.destroy(), this.#limits.disconnectGraceMs).unref();
      return tcp;
    };
    webSocket.on('message', (data) => this.#acknowledge(connection, data));
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('close', leave);
    webSocket.send(JSON.stringify(this.#hello()));
    webSocket.ping();
    this.#onCountChange(this.connections);
  }

  #hello() {
    return {
      type: 'hello',
      connection_info: { app_id: this.#appId },
      num_connections: this.#connections.size,
      debug_info: { host: 'applink-emulated', build_number: 1, approximate_connection_time: 18_060 },
    };
  }

  #acknowledge(connection: Connection, data: RawData): void {
    const frame = parseObject(data.toString());
    const waiting = frame && this.#waiting.get(stringAt(frame, 'envelope_id') ?? '');
    if (waiting?.connection !== connection) return;
    waiting.settle({ kind: 'acknowledged', answer: waiting.acceptsResponse ? frame?.payload : undefined });
  }

  #end(connection: Connection, reason: DisconnectReason): void {
    const { webSocket, tcp } = connection;
    if (reason === 'drop') webSocket.terminate();
    else if (reason === 'reset') tcp.resetAndDestroy();
    else if (reason === 'hang') this.#hang(connection);
    else {
      webSocket.send(
        JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-emulated' } }),
      );
      if (reason === 'link_disabled') webSocket.close();
      else setTimeout(() => webSocket.terminate(), this.#limits.disconnectGraceMs).unref();
    }
  }

  /** Slack keeps delivering there until it considers the connection lost; it does not document how long that takes. */
  #hang(connection: Connection): void {
    connection.isHanging = true;
    connection.webSocket.pause();
    this.#onCountChange(this.connections);
    setTimeout(() => connection.tcp.destroy(), this.#limits.disconnectGraceMs).unref();
  }
}
