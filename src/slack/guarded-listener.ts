import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isSslCheck, mayBeSslCheck, mostRequestBytes, requestFromBody } from './request-from-body.ts';
import type { KeptKeys } from './slack-keys.ts';
import { isFromSlack, mayBeSignedBySlack, type SlackHeaders } from './slack-signature.ts';

/** A body of the largest size comes in fewer pieces, however small the network's packets are. */
const mostPieces = 256;

/**
 * Lets pass what Slack signed, before Bolt sees it. Nothing of a body is read as text before its signature was checked,
 * and of what cannot be Slack's nothing is read at all, so that nobody without the signing secret costs more than the
 * hash of their bytes.
 *
 * @param listener Bolt's. It gets the request as JSON, read by the reader that the bot uses on AWS as well: a payload
 * of `null`, which would end the process that Bolt runs in, never reaches it.
 */
export function guardedListener(
  listener: RequestListener,
  signingSecrets: KeptKeys['signingSecrets'],
  nowMs: () => number,
): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const length = lengthOf(request);
    if (length !== undefined && length > mostRequestBytes) return refuse(response, 413);
    const headers = slackHeadersOf(request);
    const isTiny = length !== undefined && mayBeSslCheck(length);
    if (!isTiny && !mayBeSignedBySlack(headers, nowMs())) return refuse(response, 401);

    const body = await readBody(request);
    if (body === undefined) return refuse(response, 413);
    if (!(await isFromSlack({ ...headers, body }, signingSecrets, nowMs())))
      return refuse(response, isSslCheck(body) ? 200 : 401);

    const read = requestFromBody(body.toString());
    if (read === undefined) return refuse(response, 400);
    listener(asJson(request, read), response);
  }

  return (request, response) => {
    // Whoever cuts a request off in the middle hears nothing of it.
    answer(request, response).catch(() => refuse(response, 400));
  };
}

/** @returns Undefined when there is more of it than Slack sends. @throws {Error} when it is cut off. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    // One by one, as they come: a reader that gets them joined could not count the chunks of a byte that they were.
    const take = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= mostRequestBytes && pieces.push(piece) <= mostPieces) return;
      request.off('data', take);
      resolve(undefined);
      // An answer would be sent after all that has come of a flood of tiny chunks.
      if (bytes <= mostRequestBytes) request.destroy();
      else request.pause();
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(pieces)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the request was cut off')));
  });
}

/** What is left of a body is not read: the connection ends with the answer. */
function refuse(response: ServerResponse, status: 200 | 400 | 401 | 413): void {
  if (response.headersSent) return;
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end();
}

/** Undefined where the request does not tell. */
function lengthOf({ headers }: IncomingMessage): number | undefined {
  const { 'content-length': length } = headers;
  return length === undefined ? undefined : Number(length);
}

function slackHeadersOf({ headers }: IncomingMessage): SlackHeaders {
  const text = (name: string) => [headers[name]].flat()[0] ?? '';
  return { timestamp: text('x-slack-request-timestamp'), signature: text('x-slack-signature') };
}

/** Bolt takes a body that was read before it, by the content type. */
function asJson(request: IncomingMessage, read: object): IncomingMessage {
  request.headers['content-type'] = 'application/json';
  return Object.assign(request, { rawBody: Buffer.from(JSON.stringify(read)) });
}
