import type { IncomingMessage, RequestListener } from 'node:http';
import { HTTPModuleFunctions } from '@slack/bolt';
import type { KeptKeys } from './slack-keys.ts';
import { isSignedBySlack, type SignedRequest } from './slack-signature.ts';

/** Slack's largest requests, submissions of full modals, stay far below. */
const mostBytes = 1024 * 1024;

/**
 * Lets pass what Slack signed, before Bolt sees it: by the signing secrets that are good now, and neither a request of
 * the future, which Bolt would take, nor a payload of `null`, which ends the process that Bolt runs in.
 */
export function guardedListener(
  listener: RequestListener,
  signingSecrets: KeptKeys['signingSecrets'],
  nowMs: () => number,
): RequestListener {
  /** A signature that does not fit may be of a secret that has just been made. */
  async function isGenuine(signed: SignedRequest): Promise<boolean> {
    if (isSignedBySlack(signed, await signingSecrets('known'), nowMs())) return true;
    return isSignedBySlack(signed, await signingSecrets('newer'), nowMs());
  }

  return async (request, response) => {
    try {
      const { rawBody } = await HTTPModuleFunctions.bufferIncomingMessage(request, mostBytes);
      const body = rawBody.toString();
      if (isSslCheck(body)) response.writeHead(200).end();
      else if (isNothing(body) || !(await isGenuine(signedFrom(request, rawBody))))
        response.writeHead(401).end();
      else listener(request, response);
    } catch {
      // Too long, or cut off.
      response.writeHead(400).end();
    }
  };
}

function signedFrom({ headers }: IncomingMessage, body: Buffer): SignedRequest {
  const text = (name: string) => [headers[name]].flat()[0] ?? '';
  return { body, timestamp: text('x-slack-request-timestamp'), signature: text('x-slack-signature') };
}

/** Slack asks so whether the certificate is good, and signs nothing: nothing is done about it. */
function isSslCheck(body: string): boolean {
  return new URLSearchParams(body).get('ssl_check') === '1';
}

/** As a form or as JSON, whatever the header calls it. */
function isNothing(body: string): boolean {
  const text = new URLSearchParams(body).get('payload') ?? body;
  return text.trim() === 'null';
}
