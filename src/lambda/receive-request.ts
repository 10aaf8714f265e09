import type { ModalView } from '@slack/types';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { NamedRequester } from '../audit-log/refused-requests.ts';
import { answerToSubmission } from '../features/launcher/modal.ts';
import { isLauncherSubmission, readLauncher } from '../features/launcher/payloads.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { closedModal } from '../slack/block-kit/inputs.ts';
import { notPassedOnView, tooManyText, tooManyView } from '../slack/block-kit/notice.ts';
import type { PersonBudgets, Spending } from '../slack/person-budgets.ts';
import {
  budgetOf,
  complaintFor,
  isEvent,
  isSslCheck,
  maxRequestBytes,
  namedRequesterFrom,
  requestFromBody,
  type SlackRequest,
  textAt,
  threadFrom,
} from '../slack/slack-request.ts';
import { isFromSlack, type SlackHeaders } from '../slack/slack-signature.ts';
import type { QueuedRequest, RefusedRequest } from './queued-request.ts';
import { type ModalToOpen, modalToOpen } from './web-api.ts';

/** What the ingress needs to answer a request. */
interface Ingress extends Apologies {
  readonly nowMs: () => number;
  /** Returns the valid signing secrets; with `newer`, secrets newer than those that did not match. */
  readonly signingSecrets: (ask: 'known' | 'newer') => Promise<readonly string[]>;
  /** Opens a modal. @returns The view's id; undefined when Slack did not open it. */
  readonly openModal: (modal: ModalToOpen) => Promise<string | undefined>;
  /**
   * Puts a request on the queue.
   *
   * @param lane Requests in the same lane are processed one after another. A request without a lane waits for none.
   * @throws What the queue answered, or why it did not. Without an answer, it may still have accepted the request.
   */
  readonly enqueue: (request: QueuedRequest, lane: string | undefined) => Promise<void>;
  readonly budgets: PersonBudgets;
  /** Counts a refused request. It must not throw. */
  readonly countRefused: (request: RefusedRequest) => Promise<void>;
}

/**
 * Answers one request from Slack within three seconds. It checks size and signature before anything else, opens the
 * modal that the request needs, and puts the request on the queue.
 */
export async function receiveRequest(ingress: Ingress, event: HttpEvent): Promise<HttpAnswer> {
  const bytes = bytesOf(event, maxRequestBytes);
  if (bytes === undefined) return refused(413);
  const headers = slackHeadersOf(event);
  const { signingSecrets, nowMs } = ingress;
  const isGenuine = await isFromSlack({ ...headers, body: bytes }, signingSecrets, nowMs());
  // Slack checks the certificate with an unsigned request (`ssl_check`), which is acknowledged and ignored.
  if (!isGenuine) return isSslCheck(bytes) ? received : refused(401);

  const body = bytes.toString('utf8');
  const request = requestFromBody(body);
  if (request === undefined) return refused(400);
  if (request.ssl_check !== undefined) return received;
  if (request.type === 'url_verification') return jsonAnswer({ challenge: request.challenge });

  const requester = namedRequesterFrom(request);
  const spending = ingress.budgets.spend(budgetOf(request));
  if (spending.kind === 'beyond') return answerBeyond(ingress, request, requester, spending);

  const launched = isLauncherSubmission(request) ? readLauncher(request) : undefined;
  if (launched?.kind === 'wrong')
    return jsonAnswer(answerToSubmission(launched, textAt(request, 'view', 'id')));

  const modal = modalToOpen(request);
  const viewId = modal === undefined ? undefined : await ingress.openModal(modal);
  if (viewId !== undefined && modal?.isComplete) return received;
  try {
    // A person who sends more than anyone does by hand gets one worker at a time, so that the others stay free. So do
    // the events that a person causes.
    const lane = spending.isHalfSpent || isEvent(request) ? budgetOf(request) : undefined;
    await ingress.enqueue(
      { body, signedAtMs: secondsToMilliseconds(Number(headers.timestamp)), viewId },
      lane,
    );
    return launched === undefined
      ? received
      : jsonAnswer(answerToSubmission(launched, textAt(request, 'view', 'id')));
  } catch (error) {
    return answerInsteadOf(ingress, request, viewId, error);
  }
}

/** Refuses a request beyond the person's budget: it is counted, and reaches neither Slack nor the worker. */
async function answerBeyond(
  { nowMs, countRefused, respond, onLost, openModal }: Ingress,
  request: SlackRequest,
  requester: NamedRequester | undefined,
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
  else if (request.type === 'shortcut' && typeof request.trigger_id === 'string')
    await openModal({ triggerId: request.trigger_id, view: closedModal(view.blocks) });
  return received;
}

function slackHeadersOf({ headers }: HttpEvent): SlackHeaders {
  const { 'x-slack-request-timestamp': timestamp = '', 'x-slack-signature': signature = '' } = headers;
  return { timestamp, signature };
}

/** How the ingress itself reaches a person when their request cannot be passed on. */
interface Apologies {
  /** Replaces a modal's content. @throws When Slack rejects it. */
  readonly fillModal: (viewId: string, view: ModalView) => Promise<void>;
  /** Posts to a `response_url`. @throws When Slack rejects it. */
  readonly respond: (responseUrl: string, view: MessageView, thread: string | undefined) => Promise<void>;
  /** Called with the reason. It must not throw. */
  readonly onLost: (why: unknown) => void;
}

/** Answers the person, where they expect it, that their request may have been lost. */
async function answerInsteadOf(
  apologies: Apologies,
  request: SlackRequest,
  viewId: string | undefined,
  why: unknown,
): Promise<HttpAnswer> {
  const notice = notPassedOnView();
  apologies.onLost(why);
  try {
    if (viewId !== undefined) {
      await apologies.fillModal(viewId, closedModal(notice.blocks));
      return received;
    }
    if (typeof request.command === 'string') return jsonAnswer({ response_type: 'ephemeral', ...notice });
    if (request.type === 'view_submission')
      return jsonAnswer({ response_action: 'update', view: closedModal(notice.blocks) });
    if (typeof request.response_url === 'string') {
      await apologies.respond(request.response_url, notice, threadFrom(request)?.ts);
      return received;
    }
  } catch (error) {
    apologies.onLost(error);
  }
  // Slack then shows a warning of its own.
  return refused(500);
}

/**
 * A request as API Gateway's HTTP API passes it to the function.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (2.0)
 */
export interface HttpEvent {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Returns the bytes of the body, which are what Slack signed, whatever their encoding in the event.
 *
 * @returns Undefined for a larger body; one that is clearly too large is not decoded at all.
 */
function bytesOf({ body = '', isBase64Encoded }: HttpEvent, maxBytes: number): Buffer | undefined {
  // A character of text is at least one byte; four characters of base64 are three bytes, or up to two fewer at the end.
  const leastBytes = isBase64Encoded ? (body.length / 4) * 3 - 2 : body.length;
  if (leastBytes > maxBytes) return undefined;

  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return bytes.length > maxBytes ? undefined : bytes;
}

/** Acknowledges a request; Slack shows nothing for it. */
const received: HttpAnswer = { statusCode: 200, body: '' };

function jsonAnswer(content: object): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(content),
  };
}

function refused(statusCode: 400 | 401 | 413 | 500): HttpAnswer {
  return { statusCode, body: '' };
}
