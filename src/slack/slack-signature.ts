import { createHmac, timingSafeEqual } from 'node:crypto';

/** What Slack signs, as it came: the bytes, not what they mean. */
export interface SignedRequest {
  readonly body: Uint8Array;
  /** The header `x-slack-request-timestamp`, in seconds. */
  readonly timestamp: string;
  /** The header `x-slack-signature`. */
  readonly signature: string;
}

/** Slack's own advice; what is older may be a replay. */
const mostBehindMs = 5 * 60_000;
/** Clocks differ by seconds. What comes from further ahead was made to be sent again when its time has come. */
const mostAheadMs = 60_000;

/**
 * Whether Slack signed this with one of the secrets, just now.
 *
 * @param secrets More than one while a new secret takes the place of an old one.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(request: SignedRequest, secrets: readonly string[], nowMs: number): boolean {
  const ageMs = nowMs - Number(request.timestamp) * 1_000;
  const isOfNow = /^\d{1,12}$/.test(request.timestamp) && ageMs <= mostBehindMs && ageMs >= -mostAheadMs;
  return (
    isOfNow &&
    secrets.some((secret) => secret !== '' && isEqual(signatureOf(request, secret), request.signature))
  );
}

function signatureOf({ body, timestamp }: SignedRequest, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** In a time that tells nothing of where they differ. */
function isEqual(right: string, given: string): boolean {
  const [one, other] = [Buffer.from(right), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
