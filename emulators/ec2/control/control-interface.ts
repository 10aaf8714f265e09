import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectRefusal, DialResult, Fleet } from '../model/fleet.ts';
import type { CallLog } from './call-log.ts';
import { watch } from './control-events.ts';
import type { ConnectResult } from './control-protocol.ts';
import type { FaultInjector } from './fault-injector.ts';
import { fleetView } from './fleet-view.ts';
import { parseConnect, parseFaults } from './parse-orders.ts';

/** What the control interface shows and changes. */
export interface ControlContext {
  readonly fleet: Fleet;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
}

/** Answers the paths under `/_emulator/`; see control-protocol.ts. */
export function answerControl(
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  control: ControlContext,
): void {
  const url = new URL(request.url ?? '/', 'http://emulator');
  if (!allowOrigin(request, response)) {
    sendJson(response, refuse(403, 'Only pages served from this machine may use the control interface.'));
  } else if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
  } else if (url.pathname === '/_emulator/stream') {
    stream(response, control);
  } else {
    void replyTo(request.method, url, body, control).then((reply) => sendJson(response, reply));
  }
}

interface Reply {
  readonly status: number;
  readonly content: unknown;
}

async function replyTo(
  method: string | undefined,
  url: URL,
  body: string,
  control: ControlContext,
): Promise<Reply> {
  switch (`${method} ${url.pathname}`) {
    case 'GET /_emulator/fleet':
      return { status: 200, content: fleetView(control.fleet, control.faults.present) };
    case 'GET /_emulator/calls':
      return replyToCalls(url, control);
    case 'POST /_emulator/connect':
      return replyToConnect(body, control);
    case 'POST /_emulator/faults':
      return replyToFaults(body, control);
    default:
      return refuse(404, `There is no ${method} ${url.pathname}.`);
  }
}

function replyToCalls(url: URL, { calls }: ControlContext): Reply {
  const after = Number(url.searchParams.get('after') ?? 0);
  if (!Number.isInteger(after)) return refuse(400, 'after is the number of a call.');
  return { status: 200, content: calls.after(after) };
}

async function replyToConnect(body: string, { fleet }: ControlContext): Promise<Reply> {
  const client = parseConnect(parseJson(body));
  if (typeof client === 'string') return refuse(400, client);
  const result = connectResultFrom(await fleet.dial(client));
  return 'refused' in result
    ? refuse(400, connectRefusals[result.refused])
    : { status: 200, content: result };
}

/** The result as the control protocol describes it. */
export function connectResultFrom(result: DialResult): ConnectResult | { readonly refused: ConnectRefusal } {
  if (result.ok) return { connectionId: result.connection.connectionId };
  return result.reason === 'denied' ? { denied: result.message } : { refused: result.reason };
}

export const connectRefusals = {
  endpoint_unknown: 'There is no endpoint with that id.',
  endpoint_unassociated: 'No network is associated with that endpoint, so clients cannot connect to it.',
  username_missing: 'This endpoint identifies people by user name: username is required.',
  common_name_missing: 'This endpoint identifies clients by certificate: commonName is required.',
} satisfies Record<ConnectRefusal, string>;

function replyToFaults(body: string, { faults }: ControlContext): Reply {
  const next = parseFaults(parseJson(body));
  if (typeof next === 'string') return refuse(400, next);
  faults.set(next);
  return { status: 200, content: faults.present };
}

function stream(response: ServerResponse, { fleet, calls, faults }: ControlContext): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const stop = watch(fleet, calls, faults, (event) => {
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  response.on('close', stop);
}

/** Keeps pages of other origins in the same browser from controlling the emulator. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!/^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin)) return false;

  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', 'content-type');
  response.setHeader('vary', 'origin');
  return true;
}

function refuse(status: number, error: string): Reply {
  return { status, content: { error } };
}

function sendJson(response: ServerResponse, { status, content }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parsers of the routes reject undefined.
    return undefined;
  }
}
