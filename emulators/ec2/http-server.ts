import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ActionContext } from './actions/action.ts';
import { answerCall } from './answer-call.ts';
import { answerControl, type ControlContext } from './control/control-interface.ts';
import type { Random } from './model/random.ts';
import { type AwsRequest, parseAwsRequest } from './wire/aws-request.ts';

/** Everything the server answers from. */
export interface Served {
  readonly context: ActionContext;
  readonly control: ControlContext;
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
  // Streams receive events even while no requests arrive.
  const pulse = setInterval(() => served.context.fleet.advance(), pulseMs);

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
  served.context.fleet.advance();
  if (body === undefined) {
    response.writeHead(413).end();
  } else if (request.url?.startsWith('/_emulator/')) {
    answerControl(request, body, response, served.control);
  } else {
    await answerAws(parseAwsRequest(request, body), response, served);
  }
}

/** The call takes effect, then the latency passes: the caller may lose the answer to a call that succeeded. */
async function answerAws(
  request: AwsRequest,
  response: ServerResponse,
  { context, control, random }: Served,
): Promise<void> {
  const startedAt = context.fleet.now();
  const requestId = random.uuid();
  const { status, contentType, body, error } = answerCall(request, context, control.faults, requestId);
  const { latencyMs = 0, clockAheadMs = 0 } = control.faults.present;
  if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });

  control.calls.record({
    at: new Date(startedAt).toISOString(),
    service: request.service,
    action: request.action,
    region: request.scope?.region ?? '',
    caller: describeCaller(request, context),
    endpointId:
      request.parameters.get('ClientVpnEndpointId') ??
      request.parameters.get('ClientVpnEndpointId.1') ??
      null,
    parameters: Object.fromEntries([...request.parameters].filter(([name]) => name !== 'TokenCode')),
    status,
    error,
    durationMs: context.fleet.now() - startedAt,
    requestId,
  });
  const length = body.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': length,
    'x-amzn-requestid': requestId,
    date: new Date(context.fleet.now() + clockAheadMs).toUTCString(),
  });
  for (const part of body) response.write(part);
  response.end();
}

function describeCaller({ scope }: AwsRequest, { callers }: ActionContext): string {
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

/** Shows an error of the emulator itself with its stack, so that it is not mistaken for an answer of AWS. */
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
