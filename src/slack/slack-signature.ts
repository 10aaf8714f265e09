import { createHmac, timingSafeEqual } from 'node:crypto';

/** What Slack's headers say of a request, before its body is read. */
export interface SlackHeaders {
  /** The header `x-slack-request-timestamp`, in seconds. */
  readonly timestamp: string;
  /** The header `x-slack-signature`. */
  readonly signature: string;
}

/** What Slack signs, as it came: the bytes, not what they mean. */
export interface SignedRequest extends SlackHeaders {
  readonly body: Uint8Array;
}

/** Slack's own advice; what is older may be a replay. */
const mostBehindMs = 5 * 60_000;
/** Clocks differ by seconds. What comes from further ahead was made to be sent again when its time has come. */
const mostAheadMs = 60_000;

/**
 * Tells whether a request can be Slack's at all, by its headers alone: where it cannot, its body need not be read.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function mayBeSignedBySlack({ timestamp, signature }: SlackHeaders, nowMs: number): boolean {
  const ageMs = nowMs - Number(timestamp) * 1_000;
  const isRecent = /^\d{1,12}$/.test(timestamp) && ageMs <= mostBehindMs && ageMs >= -mostAheadMs;
  return isRecent && /^v0=[0-9a-f]{64}$/.test(signature);
}

/** Tells whether Slack signed a request with one of the secrets, just now. */
export function isSignedBySlack(request: SignedRequest, secrets: readonly string[], nowMs: number): boolean {
  return (
    mayBeSignedBySlack(request, nowMs) &&
    secrets.some((secret) => secret !== '' && isEqual(signatureOf(request, secret), request.signature))
  );
}

/**
 * Tells whether a request is Slack's. No secret is tried twice: whoever sends forged requests must not have us hash
 * them again and again.
 *
 * @param secretsFor The signing secrets that are good, more than one while a new one takes the place of an old one;
 * `newer` is asked where none of the known ones fits.
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

/** In a time that tells nothing of where they differ. */
function isEqual(right: string, given: string): boolean {
  const [one, other] = [Buffer.from(right), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
