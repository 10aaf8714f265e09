import type { Requester } from '../audit-log/refused-requests.ts';
import { tooManyText, tooManyView } from '../slack/block-kit/notice.ts';
import { type ModalToOpen, modalToOpen } from '../slack/modal-to-open.ts';
import type { PersonBudgets, Spending } from '../slack/person-budgets.ts';
import {
  isSslCheck,
  mostRequestBytes,
  requestFromBody,
  type SlackRequest,
} from '../slack/request-from-body.ts';
import { requesterFrom } from '../slack/requester-from-slack.ts';
import { isFromSlack, type SlackHeaders } from '../slack/slack-signature.ts';
import { complaintFor } from '../slack/submission-complaint.ts';
import { threadFrom } from '../slack/thread-from-slack.ts';
import { type Apologies, answerInsteadOf } from './answer-instead-of.ts';
import { bytesOf, type HttpAnswer, type HttpEvent, jsonAnswer, received, refused } from './http-event.ts';
import type { QueuedRequest } from './queued-request.ts';
import type { RefusedRequest } from './refused-request.ts';

/** What the ingress works with. */
export interface Ingress extends Apologies {
  readonly nowMs: () => number;
  /** The signing secrets that are good now; asked again, those that are newer than what did not fit. */
  readonly signingSecrets: (ask: 'known' | 'newer') => Promise<readonly string[]>;
  /** @returns The view's id; undefined where Slack did not open it. */
  readonly openModal: (modal: ModalToOpen) => Promise<string | undefined>;
  /**
   * @param lane Requests of the same lane wait for one another; without it, a request waits for none.
   * @throws What the queue answered, or why it did not: then it may have taken the request all the same.
   */
  readonly enqueue: (request: QueuedRequest, lane: string | undefined) => Promise<void>;
  readonly budgets: PersonBudgets;
  /** Has a refused request counted. It must not throw. */
  readonly countRefused: (request: RefusedRequest) => Promise<void>;
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

  const requester = requesterFrom(request);
  const spending = ingress.budgets.spend(requester?.person ?? '');
  if (spending.kind === 'beyond') return answerBeyond(ingress, request, requester, spending);

  const modal = modalToOpen(request);
  const viewId = modal === undefined ? undefined : await ingress.openModal(modal);
  try {
    // Whoever sends more than anybody does by hand gets one of the workers at a time, and leaves the others to the rest.
    const lane = spending.isHalfSpent ? requester?.person : undefined;
    await ingress.enqueue({ body, signedAtMs: Number(headers.timestamp) * 1_000, viewId }, lane);
    return received;
  } catch (error) {
    return answerInsteadOf(ingress, request, viewId, error);
  }
}

/** Refuses a request beyond its person's budget: it reaches neither Slack nor the worker, and is counted. */
async function answerBeyond(
  { nowMs, countRefused, respond, onLost }: Ingress,
  request: SlackRequest,
  requester: Requester | undefined,
  { retryInS, isToBeTold }: Extract<Spending, { kind: 'beyond' }>,
): Promise<HttpAnswer> {
  if (requester !== undefined) await countRefused({ requester, atMs: nowMs() });
  const complaint = complaintFor(request, tooManyText(retryInS));
  if (complaint !== undefined) return jsonAnswer(complaint);
  if (!isToBeTold) return received;

  const view = tooManyView(retryInS);
  if (typeof request.command === 'string') return jsonAnswer({ response_type: 'ephemeral', ...view });
  if (typeof request.response_url === 'string')
    await respond(request.response_url, view, threadFrom(request)?.ts).catch(onLost);
  return received;
}

function slackHeadersOf({ headers }: HttpEvent): SlackHeaders {
  const { 'x-slack-request-timestamp': timestamp = '', 'x-slack-signature': signature = '' } = headers;
  return { timestamp, signature };
}
