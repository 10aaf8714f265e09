import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { InvalidConfig } from '../config/invalid-config.ts';
import { Failure } from '../domain/failure.ts';
import type { Metrics } from './metrics.ts';
import { eventsPath } from './slack-app.ts';

export interface HttpParts {
  readonly metrics: Metrics;
  /** Why the bot is not ready; undefined when it is. */
  readonly unready: () => Promise<string | undefined>;
  /** Takes Slack's requests, over HTTP only. */
  readonly slack: RequestListener | undefined;
}

/** Where the server listens. */
export interface HttpAddress {
  /** An address of this machine; undefined for all of them. */
  readonly host: string | undefined;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** How long a client may take to send its request; Slack itself waits for three seconds in all. */
export interface HttpLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How often it is looked whether somebody takes longer. */
  readonly checkEveryMs: number;
}

const usualLimits: HttpLimits = { headersTimeoutMs: 5_000, requestTimeoutMs: 10_000, checkEveryMs: 1_000 };
/** What comes on top is dropped. Slack and a proxy before us send some twenty. */
const mostHeaders = 100;
/** Each may hold the largest body that is read. */
const mostConnections = 500;

/**
 * Serves `/healthz`, `/readyz` and `/metrics`, and Slack's requests where they come over HTTP.
 *
 * @throws {InvalidConfig} when the host is no address of this machine.
 * @throws {Failure} when the port cannot be had.
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
  server.maxHeadersCount = mostHeaders;
  server.maxConnections = mostConnections;
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

/** Nothing here asks for a body, so none is read: the connection ends with the answer to whoever sends one. */
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
