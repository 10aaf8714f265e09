import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { World } from './actions/action.ts';
import { answerCall } from './answer-call.ts';
import { answerControl, type Onlooked } from './control/control-interface.ts';
import type { Random } from './model/random.ts';
import { type AwsRequest, parseAwsRequest } from './wire/aws-request.ts';

/** All that one server answers from. */
export interface Served {
  readonly world: World;
  readonly onlooked: Onlooked;
  /** For request ids. */
  readonly random: Random;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function listen(port: number, host: string, served: Served): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(request, response, served).catch((error: unknown) => fail(response, error));
  });
  // Longer than SDKs keep idle connections, so that none of them writes into a closing one.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // Onlookers see people come and go even while nobody asks.
  const pulse = setInterval(() => served.world.fleet.advance(), pulseMs);

  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stop: async () => {
      clearInterval(pulse);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const body = await readBody(request);
  served.world.fleet.advance();
  if (body === undefined) {
    response.writeHead(413).end();
  } else if (request.url?.startsWith('/_emulator/')) {
    answerControl(request, body, response, served.onlooked);
  } else {
    await answerAws(parseAwsRequest(request, body), response, served);
  }
}

/** The call takes effect, then the latency passes: an answer that is lost may belong to a deed that was done. */
async function answerAws(
  request: AwsRequest,
  response: ServerResponse,
  { world, onlooked, random }: Served,
): Promise<void> {
  const startedAt = world.fleet.now();
  const requestId = random.uuid();
  const { status, contentType, body, error } = answerCall(request, world, onlooked.weather, requestId);
  const { latencyMs = 0, clockAheadMs = 0 } = onlooked.weather.present;
  if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });

  onlooked.calls.record({
    at: new Date(startedAt).toISOString(),
    service: request.service,
    action: request.action,
    region: request.scope?.region ?? '',
    caller: describeCaller(request, world),
    endpointId:
      request.parameters.get('ClientVpnEndpointId') ??
      request.parameters.get('ClientVpnEndpointId.1') ??
      null,
    parameters: Object.fromEntries([...request.parameters].filter(([name]) => name !== 'TokenCode')),
    status,
    error,
    durationMs: world.fleet.now() - startedAt,
    requestId,
  });
  const length = body.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': length,
    'x-amzn-requestid': requestId,
    date: new Date(world.fleet.now() + clockAheadMs).toUTCString(),
  });
  for (const part of body) response.write(part);
  response.end();
}

function describeCaller({ scope }: AwsRequest, { callers }: World): string {
  if (scope === undefined) return '';
  const { accessKeyId, arn, expiresAt } = callers.identify(scope.accessKeyId);
  return expiresAt === undefined ? accessKeyId : `${accessKeyId} ${arn}`;
}

/** Undefined when it is longer than any request of these services can be. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestBody) return undefined;
  }
  return Buffer.concat(chunks).toString();
}

/** A fault of the emulator itself: shown whole, so that nobody takes it for an answer of AWS. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(500, { 'content-type': 'text/plain' })
    .end(`The emulator failed: ${error instanceof Error ? error.stack : error}\n`);
}

const pulseMs = 250;
const longestBody = 1024 * 1024;
