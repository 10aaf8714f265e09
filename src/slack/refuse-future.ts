import type { RequestListener } from 'node:http';

/** Clocks differ by seconds. What comes from further ahead was made to be sent again when its time has come. */
const mostAheadMs = 60_000;

/** Turns away requests that say they were sent in the future: Bolt refuses old ones only. */
export function refuseFuture(listener: RequestListener, nowMs: () => number): RequestListener {
  return (request, response) => {
    const sentAtMs = Number(request.headers['x-slack-request-timestamp']) * 1_000;
    if (sentAtMs - nowMs() > mostAheadMs) response.writeHead(401).end();
    else listener(request, response);
  };
}
