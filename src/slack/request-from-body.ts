import { type ParsedUrlQuery, parse } from 'node:querystring';
import { parseJson } from './block-kit/parse-json.ts';

/** A request of Slack, nothing in it checked yet. */
export type SlackRequest = Readonly<Record<string, unknown>>;

/**
 * The largest request that is read, in bytes. Slack's largest ones, submissions of full modals, stay below half of it.
 */
export const mostRequestBytes = 256 * 1024;
/** Slack asks with a token and one more field whether the certificate is good. */
const mostSslCheckBytes = 1024;
/** A slash command has fifteen. */
const mostFields = 100;

/**
 * Reads the body of a request that Slack signed: a slash command is a form, an interaction JSON in the form's only
 * field, an event JSON. The time that it takes grows with the body's length and no faster, unlike URLSearchParams'.
 *
 * @returns Undefined for what is none of these, such as a payload of `null`.
 */
export function requestFromBody(body: string): SlackRequest | undefined {
  if (body.startsWith('{')) return asRequest(parseJson(body));
  if (!body.includes('=')) return undefined;

  const form = formFrom(body);
  return form.payload === undefined ? form : asRequest(parseJson(form.payload));
}

/** Tells whether a body is Slack's question about the certificate, which nobody signs, and which asks for nothing else. */
export function isSslCheck(body: Uint8Array): boolean {
  return body.length <= mostSslCheckBytes && formFrom(new TextDecoder().decode(body)).ssl_check === '1';
}

/** Tells whether a body of that many bytes can be a question about the certificate. */
export function mayBeSslCheck(bytes: number): boolean {
  return bytes <= mostSslCheckBytes;
}

function formFrom(body: string): Readonly<Record<string, string>> {
  const fields: ParsedUrlQuery = parse(body, '&', '=', { maxKeys: mostFields });
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}

function asRequest(value: unknown): SlackRequest | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
