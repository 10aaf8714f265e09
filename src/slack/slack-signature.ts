import { createHmac, timingSafeEqual } from 'node:crypto';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';

/** Slack's headers, before the body is read. */
export interface SlackHeaders {
  /** The header `x-slack-request-timestamp`, in seconds. */
  readonly timestamp: string;
  /** The header `x-slack-signature`. */
  readonly signature: string;
}

/** The bytes that Slack signed, before any decoding. */
export interface SignedRequest extends SlackHeaders {
  readonly body: Uint8Array;
}

/** Slack recommends this limit. An older request may be a replay. */
const maxBehindMs = minutesToMilliseconds(5);
/** Clocks differ by seconds. A request dated further ahead was made to be replayed later. */
const maxAheadMs = minutesToMilliseconds(1);

/**
 * Whether a request can be Slack's, from its headers alone. If not, its body need not be read.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function mayBeSignedBySlack({ timestamp, signature }: SlackHeaders, nowMs: number): boolean {
  const ageMs = nowMs - secondsToMilliseconds(Number(timestamp));
  const isRecent = /^\d{1,12}$/.test(timestamp) && ageMs <= maxBehindMs && ageMs >= -maxAheadMs;
  return isRecent && /^v0=[0-9a-f]{64}$/.test(signature);
}

/** Whether Slack signed a request with one of the secrets, recently. */
export function isSignedBySlack(request: SignedRequest, secrets: readonly string[], nowMs: number): boolean {
  return (
    mayBeSignedBySlack(request, nowMs) &&
    secrets.some((secret) => secret !== '' && isEqual(signatureOf(request, secret), request.signature))
  );
}

/**
 * Whether a request is Slack's. No secret is tried twice, so that forged requests do not cause repeated hashing.
 *
 * @param secretsFor Returns the valid signing secrets; there are several while one replaces another. It is called with
 * `newer` if no known secret matches.
 */
export async function isFromSlack(
  request: SignedRequest,
  secretsFor: (ask: 'known' | 'newer') => Promise<readonly string[]>,
  nowMs: number,
): Promise<boolean> {
  if (!mayBeSignedBySlack(request, nowMs)) return false;

  const known = await secretsFor('known');
  if (isSignedBySlack(request, known, nowMs)) return true;
  const newer = await secretsFor('newer');
  const untried = newer.filter((secret) => !known.includes(secret));
  return isSignedBySlack(request, untried, nowMs);
}

function signatureOf({ body, timestamp }: SignedRequest, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Takes the same time wherever the texts differ. */
function isEqual(right: string, given: string): boolean {
  const [one, other] = [Buffer.from(right), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
