import { Agent } from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ownCredentials } from '../../credentials/own-credentials.ts';
import { Failure } from '../../domain/failure.ts';
import type { PatienceLimits } from '../shared-patience.ts';
import { isAnswer } from './failure-from-dynamo.ts';

/** Limits for a call with all its attempts. DynamoDB usually answers within 10 ms. */
export const dynamoPatience = { patienceMs: 2_000, leastMs: 300, mostMs: 6_000 } satisfies PatienceLimits;

/** At startup nobody is waiting, and credentials may have to be fetched first. */
export const openingPatience = { patienceMs: 6_000, leastMs: 6_000, mostMs: 6_000 } satisfies PatienceLimits;

/**
 * Limits for one attempt. Waiting for one of the 50 sockets counts as connecting, so bursts of calls need more time for
 * it.
 */
const patience = { connectMs: 3_000, attemptMs: 2_000 };
const attempts = 3;
/** The SDK's own pauses after a throttled attempt, up to a second each, would use up all the available time. */
const longestPauseMs = 200;
/** The SDK's default limit. */
const mostSockets = 50;

/** Tokens and errors of calls in which an attempt had no answer. The SDK throws only the error of the last attempt. */
const unanswered = new WeakSet<object>();

/** Says whether DynamoDB refused a call at every attempt, and so has not carried it out. */
export function isRefused(thrown: unknown): boolean {
  return isAnswer(thrown) && !(thrown instanceof Error && unanswered.has(thrown));
}

/** Creates a client. Region, credentials and endpoint come from the SDK's usual sources (`AWS_…`). */
export function newDynamoClient(): DynamoDBClient {
  const requestHandler = {
    connectionTimeout: patience.connectMs,
    requestTimeout: patience.attemptMs,
    // Without it the SDK only warns about a request that takes too long.
    throwOnRequestTimeout: true,
    // A custom agent uses HTTPS_PROXY and NO_PROXY only if `proxyEnv` is passed; the SDK always creates a custom agent.
    httpsAgent: new Agent({ keepAlive: true, maxSockets: mostSockets, proxyEnv: process.env }),
  };
  return new DynamoDBClient({
    requestHandler,
    credentials: ownCredentials(requestHandler),
    retryStrategy: {
      acquireInitialRetryToken: async () => tokenOf(0),
      refreshRetryTokenForRetry: async (token, { error, errorType }) => {
        const retries = token.getRetryCount() + 1;
        const isUnanswered = unanswered.has(token) || !isAnswer(error);
        if (isUnanswered && error !== undefined) unanswered.add(error);
        // The SDK treats any thrown error as "no more attempts" and throws the call's own error.
        if (errorType === 'CLIENT_ERROR' || retries >= attempts) throw new Error('no further attempt');
        const next = tokenOf(retries);
        if (isUnanswered) unanswered.add(next);
        return next;
      },
      recordSuccess: () => {},
    },
  });
}

/** Pauses are random, so that calls refused together are not retried together. */
function tokenOf(retries: number) {
  const pauseMs = retries === 0 ? 0 : Math.floor(Math.random() * longestPauseMs);
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}

/** Returns the client's Region. @throws {Failure} `store_unavailable` when none is configured. */
export async function resolvedRegion(client: DynamoDBClient): Promise<string> {
  return client.config.region().catch((cause: unknown) => {
    throw new Failure('store_unavailable', 'no Region to find the table in: set AWS_REGION', { cause });
  });
}
