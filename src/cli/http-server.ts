import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Failure } from '../core/failure.ts';
import { eventsPath } from '../slack/slack-app.ts';
import type { Metrics } from './metrics.ts';

export interface HttpParts {
  readonly metrics: Metrics;
  /** Why the bot is not ready; undefined when it is. */
  readonly unready: () => Promise<string | undefined>;
  /** Takes Slack's requests, over HTTP only. */
  readonly slack: RequestListener | undefined;
}

/** Serves `/healthz`, `/readyz` and `/metrics`, and Slack's requests where they come over HTTP. */
export async function startHttpServer(port: number, parts: HttpParts): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, parts).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Failure('unexpected', `cannot listen on port ${port} (PORT): ${error.message}`, { cause: error }),
      );
    });
    server.listen(port, resolve);
  });
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: HttpParts): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === eventsPath && request.method === 'POST' && parts.slack !== undefined) {
    parts.slack(request, response);
    return;
  }
  if (request.method !== 'GET') return text(response, 404, 'not found');

  switch (path) {
    case '/healthz':
      return text(response, 200, 'alive');
    case '/readyz': {
      const reason = await parts.unready();
      return text(response, reason === undefined ? 200 : 503, reason ?? 'ready');
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': parts.metrics.contentType }).end(await parts.metrics.text());
      return;
    default:
      return text(response, 404, 'not found');
  }
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${body}\n`);
}
