import { type ModalToOpen, modalToOpen } from '../slack/modal-to-open.ts';
import { isSslCheck, mostRequestBytes, requestFromBody } from '../slack/request-from-body.ts';
import { isFromSlack, type SlackHeaders } from '../slack/slack-signature.ts';
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
 * Answers one request of Slack within its three seconds: checks size and signature before anything else, opens the
 * modal that the request wants, and puts the rest on the queue.
 */
export async function receiveRequest(ingress: Ingress, event: HttpEvent): Promise<HttpAnswer> {
  const bytes = bytesOf(event, mostRequestBytes);
  if (bytes === undefined) return refused(413);
  const headers = slackHeadersOf(event);
  const { signingSecrets, nowMs } = ingress;
  const isGenuine = await isFromSlack({ ...headers, body: bytes }, signingSecrets, nowMs());
  // Slack asks so whether the certificate is good, and signs nothing: nothing is done about it.
  if (!isGenuine) return isSslCheck(bytes) ? received : refused(401);

  const body = bytes.toString('utf8');
  const request = requestFromBody(body);
  if (request === undefined) return refused(400);
  if (request.ssl_check !== undefined) return received;
  if (request.type === 'url_verification') return jsonAnswer({ challenge: request.challenge });

  const modal = modalToOpen(request);
  const viewId = modal === undefined ? undefined : await ingress.openModal(modal);
  try {
    await ingress.enqueue({ body, signedAtMs: Number(headers.timestamp) * 1_000, viewId });
    return received;
  } catch (error) {
    return answerInsteadOf(ingress, request, viewId, error);
  }
}

function slackHeadersOf({ headers }: HttpEvent): SlackHeaders {
  const { 'x-slack-request-timestamp': timestamp = '', 'x-slack-signature': signature = '' } = headers;
  return { timestamp, signature };
}
