import type { IncomingMessage, RequestListener } from 'node:http';
import { HTTPModuleFunctions } from '@slack/bolt';

/** Clocks differ by seconds. What comes from further ahead was made to be sent again when its time has come. */
const mostAheadMs = 60_000;
/** Slack's largest requests, submissions of full modals, stay far below. */
const mostBytes = 1024 * 1024;

/**
 * Turns away what Slack cannot have sent before Bolt sees it: requests of the future, which Bolt takes, and a
 * payload of `null`, which ends the process that Bolt runs in.
 */
export function guardedListener(listener: RequestListener, nowMs: () => number): RequestListener {
  return async (request, response) => {
    try {
      const { rawBody } = await HTTPModuleFunctions.bufferIncomingMessage(request, mostBytes);
      if (isOfTheFuture(request, nowMs()) || isNothing(rawBody.toString())) response.writeHead(401).end();
      else listener(request, response);
    } catch {
      // Too long, or cut off.
      response.writeHead(400).end();
    }
  };
}

function isOfTheFuture({ headers }: IncomingMessage, now: number): boolean {
  return Number(headers['x-slack-request-timestamp']) * 1_000 - now > mostAheadMs;
}

/** As a form or as JSON, whatever the header calls it. */
function isNothing(body: string): boolean {
  const text = new URLSearchParams(body).get('payload') ?? body;
  return text.trim() === 'null';
}
