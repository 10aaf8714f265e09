import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChangeFeed } from '../model/change-feed.ts';
import type { Change } from '../protocol/client-protocol.ts';

/** Proxies and browsers give up on silent streams; a comment now and then keeps them. */
const keepAliveMs = 15_000;

/**
 * Streams a person's changes as server-sent events, from `Last-Event-ID` or `seq` on, or from now. Where the
 * changes since then are no longer known, the first event is named `reload`: the client starts from a snapshot.
 */
export function streamChanges(
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
