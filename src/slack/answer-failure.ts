import { type FailureCode, failureFrom, isOfStore } from '../core/failure.ts';
import { effectOf } from './effect-of.ts';
import { ReplayedRequest } from './guarded-receiver.ts';
import type { Desk } from './listeners/desk.ts';
import { replyToFrom } from './reply-to-from-slack.ts';
import { failureSentence } from './views/failure-sentence.ts';
import { noticeView } from './views/notice-view.ts';

/** The one place where a listener's failure ends: the person gets a sentence, the log the rest. */
export function answerFailure({ world, replies, logger }: Desk) {
  return async ({ error, body }: { readonly error: Error; readonly body: unknown }): Promise<void> => {
    const cause = causeOf(error);
    if (cause instanceof ReplayedRequest) return logger.warn(cause.message);

    const correlation = world.newCorrelation();
    const failure = failureFrom(cause);
    logger.error(`a request failed: ${failure.code}`, { correlation, error: failure });

    const to = replyToFrom(body);
    const sentence = failureSentence(failure.code);
    const nothing = isUndone(failure.code, body) ? '*Nothing was done.* ' : '';
    if (to !== undefined)
      await replies.send(to, noticeView(`:x: ${nothing}${sentence} (\`${correlation}\`)`));
  };
}

/** Where the store fails once something is recorded, commands say so by another code. */
function isUndone(code: FailureCode, body: unknown): boolean {
  const isLook = typeof body === 'object' && body !== null && effectOf({ ...body }) === 'looks';
  return isOfStore(code) && code !== 'store_unconfirmed' && !isLook;
}

/** Bolt wraps what it does not know. */
function causeOf(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): unknown {
  return error.originals?.[0] ?? error.original ?? error;
}
