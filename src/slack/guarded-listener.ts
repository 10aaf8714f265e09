import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '@slack/bolt';
import { Failure, failureFrom } from '../domain/failure.ts';
import type { KeptKeys } from './slack-keys.ts';
import { isSslCheck, maxRequestBytes, mayBeSslCheck, requestFromBody } from './slack-request.ts';
import { isFromSlack, mayBeSignedBySlack, type SlackHeaders } from './slack-signature.ts';

/** The largest body arrives in fewer chunks than this, however small the network's packets are. */
const maxPieces = 256;

/**
 * Passes requests to Bolt only if Slack signed them. The signature is checked before a body is decoded, and a body is
 * not read at all if the headers rule Slack out. Without the signing secret, a sender costs no more than the hash of
 * the bytes sent.
 *
 * @param listener Bolt's listener. It gets the request as JSON, parsed as on AWS. A payload of `null`, which would
 * crash Bolt's process, never reaches it. If it throws, the request is answered as failed, and the error is logged.
 */
export function guardedListener(
  listener: RequestListener,
  signingSecrets: KeptKeys['signingSecrets'],
  nowMs: () => number,
  logger: Logger,
): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const length = lengthOf(request);
    if (length !== undefined && length > maxRequestBytes) return refuse(response, 413);
    const headers = slackHeadersOf(request);
    const isTiny = length !== undefined && mayBeSslCheck(length);
    if (!isTiny && !mayBeSignedBySlack(headers, nowMs())) return refuse(response, 401);

    const body = await readBody(request);
    if (body === 'too large') return refuse(response, 413);
    if (body === 'cut off') return refuse(response, 400);
    if (!(await isFromSlack({ ...headers, body }, signingSecrets, nowMs())))
      return refuse(response, isSslCheck(body) ? 200 : 401);

    const read = requestFromBody(body.toString());
    if (read === undefined) return refuse(response, 400);
    listener(asJson(request, read), response);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logger.error(`a request of Slack could not be handled: ${failureFrom(error).code}`, {
        error: describeWithoutContent(error),
      });
      // Slack retries events after this status.
      refuse(response, 500);
    });
  };
}

/** A parser's message may quote the request, so a foreign error is logged by its name and where it was thrown. */
function describeWithoutContent(error: unknown): Failure | string {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return typeof error;
  return [error.name, ...(error.stack?.match(/^ +at .*$/gm) ?? [])].join('\n');
}

/** Reads the body. It is too large if it is larger than any of Slack's. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'cut off'> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    // Chunks are read one by one: a reader that joins them could not count a flood of one-byte chunks.
    const take = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= maxRequestBytes && pieces.push(piece) <= maxPieces) return;
      request.off('data', take);
      resolve('too large');
      // With a flood of tiny chunks, a response would be sent only after all of them, so the connection is destroyed.
      if (bytes <= maxRequestBytes) request.destroy();
      else request.pause();
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(pieces)));
    request.once('error', () => resolve('cut off'));
    request.once('close', () => resolve('cut off'));
  });
}

/** The rest of the body is not read: the connection closes after the response. */
function refuse(response: ServerResponse, status: 200 | 400 | 401 | 413 | 500): void {
  if (response.headersSent) return;
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end();
}

/** Undefined if the request has no such header. */
function lengthOf({ headers }: IncomingMessage): number | undefined {
  const { 'content-length': length } = headers;
  return length === undefined ? undefined : Number(length);
}

function slackHeadersOf({ headers }: IncomingMessage): SlackHeaders {
  const text = (name: string) => [headers[name]].flat()[0] ?? '';
  return { timestamp: text('x-slack-request-timestamp'), signature: text('x-slack-signature') };
}

/** Bolt accepts a body that was read before, and parses it by its content type. */
function asJson(request: IncomingMessage, read: object): IncomingMessage {
  request.headers['content-type'] = 'application/json';
  return Object.assign(request, { rawBody: Buffer.from(JSON.stringify(read)) });
}
