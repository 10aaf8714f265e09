import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { act } from '../interactions/act.ts';
import { close } from '../interactions/close.ts';
import type { InteractionContext } from '../interactions/interaction-context.ts';
import { openTab } from '../interactions/open-tab.ts';
import { say } from '../interactions/say.ts';
import { useShortcut } from '../interactions/shortcut.ts';
import { submit } from '../interactions/submit.ts';
import type { ChangeFeed } from '../model/change-feed.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Change, Receipt } from '../protocol/client-protocol.ts';
import { type JsonObject, parseObject } from '../protocol/json-object.ts';
import { readBody } from '../wire/read-body.ts';
import { sendJson } from '../wire/send.ts';
import {
  parseAct,
  parseClose,
  parseOpen,
  parseSay,
  parseSubmit,
  parseUseShortcut,
} from './parse-requests.ts';
import { snapshotFor } from './snapshot.ts';

/** What each kind of post does; undefined where the body is not what the protocol says. */
const posts: Readonly<
  Record<string, (context: InteractionContext, body: JsonObject) => Receipt | undefined>
> = {
  say: posted(parseSay, say),
  act: posted(parseAct, act),
  submit: posted(parseSubmit, submit),
  close: posted(parseClose, close),
  shortcut: posted(parseUseShortcut, useShortcut),
  open: posted(parseOpen, openTab),
};

/** Answers `/client/*`, the protocol of the workspace's page. */
export async function answerClient(
  context: InteractionContext,
  vpnUrl: string | null,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = url.pathname.slice('/client/'.length);
  if (request.method === 'GET') return answerGet(context, vpnUrl, name, url, request, response);
  const post = Object.hasOwn(posts, name) ? posts[name] : undefined;
  if (request.method !== 'POST' || !post) return sendJson(response, 404, { ok: false, error: 'not_found' });
  const body = parseObject((await readBody(request)) ?? '');
  const receipt = body && post(context, body);
  if (!receipt) return sendJson(response, 400, { ok: false, error: 'invalid_arguments' });
  sendJson(response, 200, receipt);
}

function answerGet(
  { workspace }: InteractionContext,
  vpnUrl: string | null,
  name: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const person = workspace.directory.find(url.searchParams.get('as') ?? '');
  if (!person || person.isBot) {
    sendJson(response, 404, { ok: false, error: 'user_not_found' });
  } else if (name === 'snapshot') {
    sendJson(response, 200, snapshotFor(workspace, person, vpnUrl));
  } else if (name === 'stream') {
    streamChanges(workspace.feed, person.id, url, request, response);
  } else if (name === 'file') {
    sendFile(workspace, person.id, url.searchParams.get('id') ?? '', response);
  } else {
    sendJson(response, 404, { ok: false, error: 'not_found' });
  }
}

/** Sends a file to somebody who sees a channel that it was shared in. */
function sendFile(workspace: Workspace, personId: string, id: string, response: ServerResponse): void {
  const file = workspace.files.find(id);
  if (!file?.bytes || !file.sharedIn?.some((channel) => workspace.sees(personId, channel))) {
    sendJson(response, 404, { ok: false, error: 'file_not_found' });
    return;
  }
  const isPicture = extname(file.name).toLowerCase() === '.png';
  response.writeHead(200, {
    'content-type': isPicture ? 'image/png' : 'application/octet-stream',
    'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
  response.end(file.bytes);
}

function posted<Request>(
  parse: (body: JsonObject) => Request | undefined,
  take: (context: InteractionContext, request: Request) => Receipt,
): (context: InteractionContext, body: JsonObject) => Receipt | undefined {
  return (context, body) => {
    const request = parse(body);
    return request && take(context, request);
  };
}

/** Proxies and browsers give up on silent streams; a comment now and then keeps them. */
const keepAliveMs = 15_000;

/**
 * Streams a person's changes as server-sent events, from `Last-Event-ID` or `seq` on, or from now. Where the
 * changes since then are no longer known, the first event is named `reload`: the client starts from a snapshot.
 */
function streamChanges(
  feed: ChangeFeed,
  personId: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const seen = request.headers['last-event-id'] ?? url.searchParams.get('seq');
  const missed = seen === null || seen === '' ? [] : feed.since(Number(seen), personId);
  response.write(missed ? ': connected\n\n' : 'event: reload\ndata: {}\n\n');
  for (const change of missed ?? []) response.write(eventOf(change));
  const unfollow = feed.follow(personId, (change) => response.write(eventOf(change)));
  const keepAlive = setInterval(() => response.write(': alive\n\n'), keepAliveMs);
  response.on('close', () => {
    unfollow();
    clearInterval(keepAlive);
  });
}

function eventOf(change: Change): string {
  return `id: ${change.seq}\ndata: ${JSON.stringify(change)}\n\n`;
}
