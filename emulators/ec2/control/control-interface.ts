import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectRefusal, Fleet, Knocked } from '../model/fleet.ts';
import type { CallLog } from './call-log.ts';
import type { Dialled } from './control-protocol.ts';
import { fleetView } from './fleet-view.ts';
import { watch } from './happenings.ts';
import { parseConnect } from './parse-connect.ts';
import { parseWeather } from './parse-weather.ts';
import type { WeatherStation } from './weather-station.ts';

/** What onlookers see and change. */
export interface Onlooked {
  readonly fleet: Fleet;
  readonly calls: CallLog;
  readonly weather: WeatherStation;
}

/** Answers the paths under `/_emulator/`; see control-protocol.ts. */
export function answerControl(
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  onlooked: Onlooked,
): void {
  const url = new URL(request.url ?? '/', 'http://emulator');
  if (!allowOrigin(request, response)) {
    sendJson(response, refuse(403, 'Only pages of this machine may look in here.'));
  } else if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
  } else if (url.pathname === '/_emulator/stream') {
    stream(response, onlooked);
  } else {
    void replyTo(request.method, url, body, onlooked).then((reply) => sendJson(response, reply));
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
  onlooked: Onlooked,
): Promise<Reply> {
  switch (`${method} ${url.pathname}`) {
    case 'GET /_emulator/fleet':
      return { status: 200, content: fleetView(onlooked.fleet, onlooked.weather.present) };
    case 'GET /_emulator/calls':
      return replyToCalls(url, onlooked);
    case 'POST /_emulator/connect':
      return replyToConnect(body, onlooked);
    case 'POST /_emulator/weather':
      return replyToWeather(body, onlooked);
    default:
      return refuse(404, `There is no ${method} ${url.pathname}.`);
  }
}

function replyToCalls(url: URL, { calls }: Onlooked): Reply {
  const after = Number(url.searchParams.get('after') ?? 0);
  if (!Number.isInteger(after)) return refuse(400, 'after is the number of a call.');
  return { status: 200, content: calls.after(after) };
}

async function replyToConnect(body: string, { fleet }: Onlooked): Promise<Reply> {
  const newcomer = parseConnect(parseJson(body));
  if (typeof newcomer === 'string') return refuse(400, newcomer);
  const dialled = dialledFrom(await fleet.knock(newcomer));
  return 'refused' in dialled
    ? refuse(400, connectRefusals[dialled.refused])
    : { status: 200, content: dialled };
}

/** What a client learns of how it was received. */
export function dialledFrom(knocked: Knocked): Dialled | { readonly refused: ConnectRefusal } {
  if (knocked.ok) return { connectionId: knocked.session.connectionId };
  return knocked.reason === 'turned_away' ? { turnedAway: knocked.message } : { refused: knocked.reason };
}

export const connectRefusals = {
  endpoint_unknown: 'There is no endpoint with that id.',
  endpoint_unassociated: 'No network is associated with that endpoint: nobody can connect to it.',
  username_missing: 'This endpoint knows people by user name: say username.',
  common_name_missing: 'This endpoint knows clients by certificate: say commonName.',
} satisfies Record<ConnectRefusal, string>;

function replyToWeather(body: string, { weather }: Onlooked): Reply {
  const next = parseWeather(parseJson(body));
  if (typeof next === 'string') return refuse(400, next);
  weather.set(next);
  return { status: 200, content: weather.present };
}

function stream(response: ServerResponse, { fleet, calls, weather }: Onlooked): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const stop = watch(fleet, calls, weather, (happening) => {
    response.write(`data: ${JSON.stringify(happening)}\n\n`);
  });
  response.on('close', stop);
}

/** A page from elsewhere, open in the same browser, must not end up kicking people here. */
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
    // Not an object, say the parsers of the routes.
    return undefined;
  }
}
