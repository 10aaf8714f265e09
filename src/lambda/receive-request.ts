import { type ModalToOpen, modalToOpen } from '../slack/modal-to-open.ts';
import { requestFromBody } from '../slack/request-from-body.ts';
import { isSignedBySlack, type SignedRequest } from '../slack/slack-signature.ts';
import { type Apologies, answerInsteadOf } from './answer-instead-of.ts';
import { bytesOf, type HttpAnswer, type HttpEvent, jsonAnswer, received, refused } from './http-event.ts';
import type { QueuedRequest } from './queued-request.ts';

/** What the ingress works with. */
export interface Ingress extends Apologies {
  readonly nowMs: () => number;
  /** The signing secrets that are good now; asked again, those that are newer than what did not fit. */
  readonly signingSecrets: (ask: 'known' | 'newer') => Promise<readonly string[]>;
  /** @returns The view's id; undefined where Slack did not open it. */
  readonly openModal: (modal: ModalToOpen) => Promise<string | undefined>;
  /** @throws What the queue answered, or why it did not: then it may have taken the request all the same. */
  readonly enqueue: (request: QueuedRequest) => Promise<void>;
}

/**
 * Answers one request of Slack within its three seconds: checks the signature, opens the modal that the request wants,
 * and puts the rest on the queue.
 */
export async function receiveRequest(ingress: Ingress, event: HttpEvent): Promise<HttpAnswer> {
  const bytes = bytesOf(event);
  const body = bytes.toString('utf8');
  const request = requestFromBody(body);
  // Slack asks so whether the certificate is good, and signs nothing: nothing is done about it.
  if (request?.ssl_check !== undefined) return received;

  const signed = signedFrom(event, bytes);
  if (!(await isGenuine(ingress, signed))) return refused(401);
  if (request === undefined) return refused(400);
  if (request.type === 'url_verification') return jsonAnswer({ challenge: request.challenge });

  const modal = modalToOpen(request);
  const viewId = modal === undefined ? undefined : await ingress.openModal(modal);
  try {
    await ingress.enqueue({ body, signedAtMs: Number(signed.timestamp) * 1_000, viewId });
    return received;
  } catch (error) {
    return answerInsteadOf(ingress, request, viewId, error);
  }
}

function signedFrom({ headers }: HttpEvent, body: Buffer): SignedRequest {
  const { 'x-slack-request-timestamp': timestamp = '', 'x-slack-signature': signature = '' } = headers;
  return { body, timestamp, signature };
}

/** A signature that does not fit may be of a secret that has just been made. */
async function isGenuine({ nowMs, signingSecrets }: Ingress, signed: SignedRequest): Promise<boolean> {
  if (isSignedBySlack(signed, await signingSecrets('known'), nowMs())) return true;
  return isSignedBySlack(signed, await signingSecrets('newer'), nowMs());
}
