import { SlackRefusal } from '../model/slack-refusal.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/** An answer of the Web API or of a response_url before it goes out. */
export interface SlackAnswer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

export function success(fields: JsonObject, headers: Readonly<Record<string, string>> = {}): SlackAnswer {
  return { status: 200, body: { ok: true, ...fields }, headers };
}

/** A refusal in Slack's form. Throws the error on where it is no refusal. */
export function refusalFrom(error: unknown, status = 200): SlackAnswer {
  if (!(error instanceof SlackRefusal)) throw error;
  const { code, details, fields } = error;
  return {
    status,
    body: {
      ok: false,
      error: code,
      ...fields,
      ...(details.length > 0 ? { response_metadata: { messages: details } } : {}),
    },
    headers: {},
  };
}

/** Source: https://docs.slack.dev/apis/web-api/rate-limits */
export function rateLimited(retryAfterS: number): SlackAnswer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(retryAfterS) },
  };
}
