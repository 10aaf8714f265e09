import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { InvalidConfig } from '../config/invalid-config.ts';
import { Failure } from '../domain/failure.ts';
import { eventsPath } from './events-path.ts';
import type { Metrics } from './metrics.ts';

export interface HttpParts {
  readonly metrics: Metrics;
  /** Why Bouncer is not ready; undefined when it is. */
  readonly unready: () => Promise<string | undefined>;
  /** Handles Slack's requests; undefined in Socket Mode. */
  readonly slack: RequestListener | undefined;
}

/** Where the server listens. */
export interface HttpAddress {
  /** An address of this machine; undefined to listen on all of them. */
  readonly host: string | undefined;
  /** 0 lets the system choose a port. */
  readonly port: number;
}

/** How long a client may take to send its request. Slack itself waits three seconds for an answer. */
export interface HttpLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often the server checks for requests that take longer. */
  readonly checkEveryMs: number;
}

const usualLimits: HttpLimits = { headersTimeoutMs: 5_000, requestTimeoutMs: 10_000, checkEveryMs: 1_000 };
/** Further headers are dropped. Slack and a proxy in front of Bouncer send about twenty. */
const maxHeaders = 100;
/** Each connection may hold a body of the maximum size in memory. */
const maxConnections = 500;

/**
 * Starts a server for `/healthz`, `/readyz` and `/metrics`, and for Slack's requests if they arrive over HTTP.
 *
 * @throws {InvalidConfig} when the host is not an address of this machine.
 * @throws {Failure} when the port is unavailable.
 */
export async function startHttpServer(
  { host, port }: HttpAddress,
  parts: HttpParts,
  limits: HttpLimits = usualLimits,
): Promise<Server> {
  const { headersTimeoutMs, requestTimeoutMs, checkEveryMs } = limits;
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: checkEveryMs,
    },
    (request, response) => {
      answer(request, response, parts).catch(() => text(request, response, 500, 'failed'));
    },
  );
  server.maxHeadersCount = maxHeaders;
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(failureToListen(error, port)));
    server.listen({ port, ...(host !== undefined && { host }) }, resolve);
  });
  return server;
}

function failureToListen(error: NodeJS.ErrnoException, port: number): Error {
  const isAboutHost = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND'].includes(error.code ?? '');
  const message = `is not an address of this machine (${error.code}); leave it out to listen on every address`;
  return isAboutHost
    ? new InvalidConfig([{ path: 'HOST', message }])
    : new Failure('unexpected', `cannot listen on port ${port} (PORT): ${error.message}`, { cause: error });
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: HttpParts): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === eventsPath && request.method === 'POST' && parts.slack !== undefined) {
    parts.slack(request, response);
    return;
  }
  if (request.method !== 'GET') return text(request, response, 404, 'not found');

  switch (path) {
    case '/healthz':
      return text(request, response, 200, 'alive');
    case '/readyz': {
      const reason = await parts.unready();
      return text(request, response, reason === undefined ? 200 : 503, reason ?? 'ready');
    }
    case '/metrics':
      return send(request, response, 200, await parts.metrics.text(), parts.metrics.contentType);
    default:
      return text(request, response, 404, 'not found');
  }
}

function text(request: IncomingMessage, response: ServerResponse, status: number, line: string): void {
  send(request, response, status, `${line}\n`, 'text/plain; charset=utf-8');
}

/** Sends a response. Request bodies are never read here, so the connection is closed if the client sent one. */
function send(
  { headers }: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
  contentType: string,
): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  response.writeHead(status, { 'content-type': contentType, ...(hasBody && { connection: 'close' }) });
  response.end(body);
}
