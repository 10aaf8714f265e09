import { createHmac } from 'node:crypto';
import { parseJson } from '../protocol/json-object.ts';
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

  constructor(options: {
    url: string;
    signingSecret: () => string;
    now: () => number;
    acknowledgeMs: number;
    onReachable: (isReachable: boolean) => void;
  }) {
    this.#url = options.url;
    this.#signingSecret = options.signingSecret;
    this.#now = options.now;
    this.#acknowledgeMs = options.acknowledgeMs;
    this.#onReachable = options.onReachable;
  }

  async deliver(envelope: Envelope): Promise<DeliveryOutcome> {
    const outcome = await this.#request(formFrom(envelope));
    this.#onReachable(outcome.kind !== 'offline');
    return outcome.kind === 'acknowledged' && !envelope.acceptsResponse
      ? { kind: 'acknowledged', answer: undefined }
      : outcome;
  }

  async #request(body: string): Promise<DeliveryOutcome> {
    const timestamp = String(Math.floor(this.#now() / 1_000));
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
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

/** A slash command's fields are the form itself; an interaction is one field of JSON. */
function formFrom({ kind, payload }: Envelope): string {
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(payload)) form.set(key, String(value));
  return form.toString();
}

function answerFrom(text: string): unknown {
  if (text.trim() === '') return undefined;
  return parseJson(text) ?? text;
}
