import type { EC2ClientConfig } from '@aws-sdk/client-ec2';

/** The SDK's own interface, derived from the client's configuration. */
type RetryStrategy = Extract<
  NonNullable<EC2ClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;

type RetryError = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]['error'];

const longestFirstPauseMs = 1_000;

/**
 * Retries only what AWS certainly did not do: throttled calls, and calls refused because the local clock is wrong,
 * which the SDK corrects from the answer. Anything else may have been carried out. A second Terminate after a lost
 * answer would report as "already gone" what the first one terminated, or terminate a connection that began since.
 * Pauses are random below 1, 2, 4… seconds (full jitter), so that calls refused together are not retried together.
 *
 * @param attempts The maximum number of attempts, including the first.
 * @param random Returns a number from 0 to below 1.
 * @param onThrottled Called for each refusal because of too many requests.
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
      // The SDK treats any thrown error as "no more attempts" and throws the call's own error.
      if ((errorType !== 'THROTTLING' && !isForTime) || retries >= attempts)
        throw new Error('no further attempt');
      if (isForTime) return tokenOf(retries, 0);
      return tokenOf(retries, Math.floor(random() * longestFirstPauseMs * 2 ** (retries - 1)));
    },
    recordSuccess: () => {},
  };
}

/**
 * The SDK marks any error whose answer has another time than the local clock; only these codes say that nothing was
 * done.
 */
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
