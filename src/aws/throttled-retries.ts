import type { EC2ClientConfig } from '@aws-sdk/client-ec2';

/** The SDK's own interface, reached through the client's configuration. */
type RetryStrategy = Extract<
  NonNullable<EC2ClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;

const longestFirstPauseMs = 1_000;

/**
 * Tries again only what AWS throttled, which it certainly did not do. Anything else may have been done: a
 * second Terminate after a lost answer would report as "already gone" what the first one ended, or end a
 * session that was opened since.
 * Pauses are random below 1, 2, 4… seconds (full jitter), so that calls refused together do not return together.
 *
 * @param attempts At most this many, the first included.
 * @param random A number from 0 to below 1.
 */
export function throttledRetries(attempts: number, random: () => number): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenOf(0, 0),
    refreshRetryTokenForRetry: async (token, { errorType }) => {
      const retries = token.getRetryCount() + 1;
      // The SDK takes any throw for "no more" and throws the call's own error.
      if (errorType !== 'THROTTLING' || retries >= attempts) throw new Error('no further attempt');
      return tokenOf(retries, Math.floor(random() * longestFirstPauseMs * 2 ** (retries - 1)));
    },
    recordSuccess: () => {},
  };
}

function tokenOf(retries: number, pauseMs: number) {
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}
