import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type PatienceLimits, sharedPatience } from '../shared-patience.ts';
import { isThrottled, mayPass } from './failure-from-dynamo.ts';

/** A call that is given up is never sent again; DynamoDB may have carried out what it was sent. */
export type PatientCall = <T extends Answered>(
  kind: 'read' | 'write',
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/** Waiting is counted in pieces of this: while the process itself stands still, nobody can answer it. */
const sliceMs = 100;

/**
 * Limits how long calls to DynamoDB are waited for.
 *
 * @param closing Ends every call that is under way.
 */
export function patientCalls(limits: PatienceLimits, closing: AbortSignal): PatientCall {
  const patient = { read: sharedPatience(limits), write: sharedPatience(limits) };
  /** What DynamoDB said last, while it limits requests: it tells more than that there was no time for another attempt. */
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
      // What has come meanwhile is read before the call is given up.
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
 * An answer without DynamoDB's number for the call is somebody else's, such as a proxy's: read as DynamoDB's, an
 * empty one would mean that the item was written, or that there is none.
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

  /** @param cause What DynamoDB has said to others meanwhile: it tells why, and nothing of this call. */
  constructor(cause?: unknown) {
    super('DynamoDB did not answer in time', { cause });
  }
}

/** The SDK sits out its pause between two attempts before it notices that it is to give up; it sends nothing after that. */
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
