import { Agent } from 'node:https';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pTimeout from 'p-timeout';
import { ownCredentials } from '../../credentials/own-credentials.ts';
import { Failure } from '../../domain/failure.ts';
import { type PatienceLimits, sharedPatience } from '../shared-patience.ts';
import { isAnswer, isThrottled, mayPass } from './failure-from-dynamo.ts';

/** Limits for a call with all its attempts. DynamoDB usually answers within 10 ms. */
export const dynamoPatience = { patienceMs: 2_000, leastMs: 300, maxMs: 6_000 } satisfies PatienceLimits;

/** At startup nobody is waiting, and credentials may have to be fetched first. */
export const openingPatience = { patienceMs: 6_000, leastMs: 6_000, maxMs: 6_000 } satisfies PatienceLimits;

/**
 * Limits for one attempt. Waiting for one of the 50 sockets counts as connecting, so bursts of calls need more time for
 * it.
 */
const patience = { connectMs: 3_000, attemptMs: 2_000 };
const attempts = 3;
/** The SDK's own pauses after a throttled attempt, up to a second each, would use up all the available time. */
const longestPauseMs = 200;
/** The SDK's default limit. */
const maxSockets = 50;

/** Tokens and errors of calls in which an attempt had no answer. The SDK throws only the error of the last attempt. */
const unanswered = new WeakSet<object>();

/** Says whether DynamoDB refused a call at every attempt, and so has not carried it out. */
export function isRefused(thrown: unknown): boolean {
  return isAnswer(thrown) && !(thrown instanceof Error && unanswered.has(thrown));
}

/**
 * Creates a client. Region, credentials and endpoint come from the SDK's usual sources (`AWS_…`).
 *
 * @param attemptMs How long one attempt may take.
 */
export function newDynamoClient(attemptMs = patience.attemptMs): DynamoDBClient {
  const requestHandler = {
    connectionTimeout: patience.connectMs,
    requestTimeout: attemptMs,
    // Without it the SDK only warns about a request that takes too long.
    throwOnRequestTimeout: true,
    // A custom agent uses HTTPS_PROXY and NO_PROXY only if `proxyEnv` is passed; the SDK always creates a custom agent.
    httpsAgent: new Agent({ keepAlive: true, maxSockets, proxyEnv: process.env }),
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

/** Sends a command. */
export type Send<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/**
 * Makes a call with a time limit. A call that is given up is never sent again, but DynamoDB may have carried it out.
 */
type PatientCall = <T extends Answered>(kind: 'read' | 'write', send: Send<T>) => Promise<T>;

/**
 * Waiting time is counted in slices of this length: while the process itself is stalled, it cannot receive an answer.
 */
const sliceMs = 100;

/**
 * Limits how long calls to DynamoDB may take.
 *
 * @param closing Aborts all calls in progress.
 */
export function patientCalls(limits: PatienceLimits, closing: AbortSignal): PatientCall {
  const patient = { read: sharedPatience(limits), write: sharedPatience(limits) };
  /** DynamoDB's latest throttling error. It says more than that there was no time for another attempt. */
  let throttled: unknown;

  return async (kind, send) => {
    const beganMs = performance.now();
    const { deadlineOf, answered, silent } = patient[kind];
    const giveUp = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    let stoodStillMs = 0;
    const wait = () => {
      if (isOver) return;
      const nowMs = performance.now();
      const leftMs = deadlineOf(beganMs) + stoodStillMs - nowMs;
      if (leftMs <= 0) return giveUp.abort(new TimeoutError(throttled));
      const pauseMs = Math.min(leftMs, sliceMs);
      const goOn = () => {
        stoodStillMs += performance.now() - nowMs - pauseMs;
        wait();
      };
      // Answers that have arrived meanwhile are read before the call is given up.
      timer = setTimeout(() => setImmediate(goOn), pauseMs);
    };
    wait();
    try {
      const abortSignal = AbortSignal.any([closing, giveUp.signal]);
      // The SDK notices an abort only after its pause between two attempts; it sends nothing after that.
      const untilGivenUp = { milliseconds: Number.POSITIVE_INFINITY, signal: giveUp.signal };
      const answer = await pTimeout(send({ abortSignal }), untilGivenUp);
      assertFromDynamo(answer);
      throttled = undefined;
      answered(performance.now());
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof TimeoutError)) throttled = isThrottled(thrown) ? thrown : undefined;
      if (mayPass(thrown) && !(thrown instanceof ConditionalCheckFailedException)) silent(beganMs);
      else answered(performance.now());
      throw thrown;
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  };
}

/**
 * Rejects answers that lack DynamoDB's request id. They come from something else, such as a proxy, and an empty one
 * would otherwise mean that the item was written, or that there is none.
 */
function assertFromDynamo({ $metadata }: Answered): void {
  if ($metadata.requestId === undefined) throw new Error('something other than DynamoDB answered');
}

export interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined };
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  /** @param cause DynamoDB's latest answer to other calls: it explains the delay, but says nothing about this call. */
  constructor(cause?: unknown) {
    super('DynamoDB did not answer in time', { cause });
  }
}
