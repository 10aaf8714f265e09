import { parseJson } from './identifiers/parse-json.ts';

/** A request of Slack, nothing in it checked yet. */
export type SlackRequest = Readonly<Record<string, unknown>>;

/**
 * Reads the body of a request: a slash command is a form, an interaction JSON in the form's only field, an event JSON.
 *
 * @returns Undefined for what is none of these, such as a payload of `null`.
 */
export function requestFromBody(body: string): SlackRequest | undefined {
  if (body.startsWith('{')) return asRequest(parseJson(body));

  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload !== null) return asRequest(parseJson(payload));
  return form.size === 0 ? undefined : Object.fromEntries(form);
}

function asRequest(value: unknown): SlackRequest | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
