import { createHmac } from 'node:crypto';
import type { NewId } from '../model/ids.ts';
import { verificationToken } from '../model/verification-token.ts';
import { isJsonObject, parseJson } from '../protocol/json-object.ts';
import type { Delivery, DeliveryOutcome, Envelope } from './delivery.ts';

/**
 * Requests to the app's own address, signed as Slack signs them.
 * Sources: https://docs.slack.dev/authentication/verifying-requests-from-slack and
 * https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export class SignedHttp implements Delivery {
  readonly #url: string;
  readonly #signingSecret: () => string;
  readonly #now: () => number;
  readonly #acknowledgeMs: number;
  readonly #onReachable: (isReachable: boolean) => void;
  readonly #newId: NewId;
  #isVerified = false;

  constructor(options: {
    url: string;
    signingSecret: () => string;
    now: () => number;
    acknowledgeMs: number;
    onReachable: (isReachable: boolean) => void;
    newId: NewId;
  }) {
    this.#url = options.url;
    this.#signingSecret = options.signingSecret;
    this.#now = options.now;
    this.#acknowledgeMs = options.acknowledgeMs;
    this.#onReachable = options.onReachable;
    this.#newId = options.newId;
  }

  async deliver(envelope: Envelope): Promise<DeliveryOutcome> {
    if (envelope.kind === 'events_api' && !this.#isVerified) {
      const outcome = await this.#verify();
      if (!this.#isVerified) return outcome;
    }
    const outcome = await this.#request(bodyFrom(envelope), headersOf(envelope));
    this.#onReachable(outcome.kind !== 'offline');
    return outcome.kind === 'acknowledged' && !envelope.acceptsResponse
      ? { kind: 'acknowledged', answer: undefined }
      : outcome;
  }

  /**
   * Slack sends events only to an address that has returned its challenge.
   * Source: https://docs.slack.dev/reference/events/url_verification
   */
  async #verify(): Promise<DeliveryOutcome> {
    const challenge = this.#newId('');
    const body = { token: verificationToken, challenge, type: 'url_verification' };
    const outcome = await this.#request(JSON.stringify(body), json);
    const answer = outcome.kind === 'acknowledged' ? outcome.answer : undefined;
    this.#isVerified = answer === challenge || (isJsonObject(answer) && answer.challenge === challenge);
    return outcome.kind === 'acknowledged' ? { kind: 'failed', status: 200 } : outcome;
  }

  async #request(body: string, headers: Readonly<Record<string, string>>): Promise<DeliveryOutcome> {
    const timestamp = String(Math.floor(this.#now() / 1_000));
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          ...headers,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': signatureOf(body, timestamp, this.#signingSecret()),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#acknowledgeMs),
      });
      const answer = answerFrom(await response.text());
      return response.ok ? { kind: 'acknowledged', answer } : { kind: 'failed', status: response.status };
    } catch (error) {
      return error instanceof DOMException && error.name === 'TimeoutError'
        ? { kind: 'timed_out' }
        : { kind: 'offline' };
    }
  }
}

export function signatureOf(body: string | Buffer, timestamp: string, signingSecret: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Source of the headers of a retry: https://docs.slack.dev/apis/events-api/#retries */
function headersOf({ kind, retry }: Envelope): Readonly<Record<string, string>> {
  if (kind !== 'events_api') return form;
  if (retry === undefined) return json;
  return { ...json, 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };
}

/** A slash command's fields are the form itself; an interaction is one field of JSON; an event is JSON. */
function bodyFrom({ kind, payload }: Envelope): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = new URLSearchParams();
  for (const [key, value] of Object.entries(payload)) fields.set(key, String(value));
  return fields.toString();
}

function answerFrom(text: string): unknown {
  if (text.trim() === '') return undefined;
  return parseJson(text) ?? text;
}
