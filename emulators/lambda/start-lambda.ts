import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LambdaFunction } from './environment.ts';
import { openFunction, type RunningFunction } from './running-function.ts';

export interface LambdaOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly functions: readonly LambdaFunction[];
}

export interface Lambda {
  readonly url: string;
  /** What the functions wrote to stdout and stderr, as CloudWatch Logs would have it. */
  log(name: string): string;
  /** How many environments were started for a function: each one's first call is a cold start. */
  coldStarts(name: string): number;
  stop(): Promise<void>;
}

/** Starts the emulated Lambda: Invoke, over the handlers of files, in processes of their own. */
export async function startLambda({ port = 0, functions }: LambdaOptions): Promise<Lambda> {
  const running = new Map(functions.map((each) => [each.name, openFunction(each)]));
  const server = createServer((request, response) => {
    answer(request, response, running).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    log: (name) => running.get(name)?.log() ?? '',
    coldStarts: (name) => running.get(name)?.coldStarts() ?? 0,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...running.values()].map((each) => each.stop()));
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  running: ReadonlyMap<string, RunningFunction>,
): Promise<void> {
  const body = await text(request);
  const name = parsePath(request.method, request.url);
  if (name === undefined)
    return refuse(response, 404, 'UnknownOperationException', 'Only Invoke is emulated.');
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
    return refuse(response, 403, 'MissingAuthenticationTokenException', 'The request is not signed.');

  const found = running.get(name);
  if (found === undefined) {
    return refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${name}`);
  }
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse')
    return refuse(response, 501, 'NotEmulatedException', `Invocation type ${type} is not emulated.`);
  const event = parseEvent(body);
  if (event === undefined)
    return refuse(response, 400, 'InvalidRequestContentException', 'Could not parse request body into json.');

  const outcome = await found.invoke(event.value);
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-amz-executed-version': '$LATEST',
    ...(outcome.isError && { 'x-amz-function-error': 'Unhandled' }),
  });
  response.end(JSON.stringify(outcome.payload ?? null));
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message }));
}

function parseEvent(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: body === '' ? {} : JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/**
 * Reads the function's name from the path of an Invoke, which may name it, its ARN, or either with a qualifier.
 * Undefined for every other request.
 */
function parsePath(method: string | undefined, url: string | undefined): string | undefined {
  const path = new URL(url ?? '/', 'http://lambda').pathname;
  const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  if (method !== 'POST' || encoded === undefined) return undefined;

  const named = decodeURIComponent(encoded);
  const [, name] =
    /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?([\w-]{1,64})(?::[\w$-]+)?$/.exec(named) ?? [];
  return name;
}
