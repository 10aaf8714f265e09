import { type ParsedUrlQuery, parse } from 'node:querystring';
import { parseJson } from './block-kit/parse-json.ts';

/** An unchecked Slack request. */
export type SlackRequest = Readonly<Record<string, unknown>>;

/**
 * The size limit for requests, in bytes. Slack's largest requests, submissions of full modals, are less than half of
 * it.
 */
export const mostRequestBytes = 256 * 1024;
/** Slack checks the certificate with a request of a token and one more field. */
const mostSslCheckBytes = 1024;
/** A slash command has fifteen. */
const mostFields = 100;

/**
 * Parses the body of a signed Slack request: a slash command is a form, an interaction is JSON in the form's only
 * field, an event is JSON. Unlike with URLSearchParams, the time it takes is linear in the body's length.
 *
 * @returns Undefined for anything else, such as a payload of `null`.
 */
export function requestFromBody(body: string): SlackRequest | undefined {
  if (body.startsWith('{')) return asRequest(parseJson(body));
  if (!body.includes('=')) return undefined;

  const form = formFrom(body);
  return form.payload === undefined ? form : asRequest(parseJson(form.payload));
}

/** Whether a body is Slack's check of the certificate, which is not signed and asks for nothing else. */
export function isSslCheck(body: Uint8Array): boolean {
  return body.length <= mostSslCheckBytes && formFrom(new TextDecoder().decode(body)).ssl_check === '1';
}

/** Whether a body of this many bytes can be a check of the certificate. */
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
