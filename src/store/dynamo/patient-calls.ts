import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type PatienceLimits, sharedPatience } from '../shared-patience.ts';
import { isThrottled, mayPass } from './failure-from-dynamo.ts';

/**
 * Makes a call with a time limit. A call that is given up is never sent again, but DynamoDB may have carried it out.
 */
export type PatientCall = <T extends Answered>(
  kind: 'read' | 'write',
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

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
    const { deadlineOf, answered: hasAnswered, silent } = patient[kind];
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
      const answer = await answered(within(send({ abortSignal }), giveUp.signal));
      throttled = undefined;
      hasAnswered(performance.now());
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof TimeoutError)) throttled = isThrottled(thrown) ? thrown : undefined;
      if (mayPass(thrown) && !(thrown instanceof ConditionalCheckFailedException)) silent(beganMs);
      else hasAnswered(performance.now());
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
async function answered<T extends Answered>(sent: Promise<T>): Promise<T> {
  const answer = await sent;
  if (answer.$metadata.requestId === undefined) throw new Error('something other than DynamoDB answered');
  return answer;
}

interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined };
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  /** @param cause DynamoDB's latest answer to other calls: it explains the delay, but says nothing about this call. */
  constructor(cause?: unknown) {
    super('DynamoDB did not answer in time', { cause });
  }
}

/**
 * Stops waiting at once. The SDK notices an abort only after its pause between two attempts; it sends nothing after
 * that.
 */
async function within<T>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([sent, timeUp]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
