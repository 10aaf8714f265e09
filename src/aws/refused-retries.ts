import type { EC2ClientConfig } from '@aws-sdk/client-ec2';

/** The SDK's own interface, reached through the client's configuration. */
type RetryStrategy = Extract<
  NonNullable<EC2ClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;

type RetryError = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]['error'];

const longestFirstPauseMs = 1_000;

/**
 * Tries again only what AWS certainly did not do: what it throttled, and what it refused because the clock here is
 * wrong, which the SDK has set right by the answer. Anything else may have been done: a second Terminate after a
 * lost answer would report as "already gone" what the first one ended, or end a session that was opened since.
 * Pauses are random below 1, 2, 4… seconds (full jitter), so that calls refused together do not return together.
 *
 * @param attempts At most this many, the first included.
 * @param random A number from 0 to below 1.
 * @param onThrottled Told of each refusal for too many requests.
 */
export function refusedRetries(
  attempts: number,
  random: () => number,
  onThrottled: () => void = () => {},
): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenOf(0, 0),
    refreshRetryTokenForRetry: async (token, { errorType, error }) => {
      const retries = token.getRetryCount() + 1;
      const isForTime = isRefusedForTime(error);
      if (errorType === 'THROTTLING') onThrottled();
      // The SDK takes any throw for "no more" and throws the call's own error.
      if ((errorType !== 'THROTTLING' && !isForTime) || retries >= attempts)
        throw new Error('no further attempt');
      if (isForTime) return tokenOf(retries, 0);
      return tokenOf(retries, Math.floor(random() * longestFirstPauseMs * 2 ** (retries - 1)));
    },
    recordSuccess: () => {},
  };
}

/** The SDK marks any error whose answer told another time than here; only these say that nothing was done. */
const refusalsForTime = [
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

function isRefusedForTime(error: RetryError): boolean {
  return error?.$metadata?.clockSkewCorrected === true && refusalsForTime.includes(error.name);
}

function tokenOf(retries: number, pauseMs: number) {
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}
