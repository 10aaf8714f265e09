import { type FailureCode, failureFrom, isOfStore } from '../domain/failure.ts';
import { failureSentence } from '../slack/block-kit/failure-sentence.ts';
import { noticeView } from '../slack/block-kit/notice.ts';
import type { Desk } from '../slack/desk.ts';
import { effectOf } from '../slack/effect-of.ts';
import { ReplayedRequest } from '../slack/guarded-receiver.ts';
import { replyToFrom } from '../slack/reply-to-from-slack.ts';

/** The only place where a listener's failure is handled: the person gets a sentence, the log gets the rest. */
export function answerFailure({ app, replies, logger }: Desk) {
  return async ({ error, body }: { readonly error: Error; readonly body: unknown }): Promise<void> => {
    const cause = causeOf(error);
    if (cause instanceof ReplayedRequest) return logger.warn(cause.message);

    const correlation = app.newCorrelation();
    const failure = failureFrom(cause);
    logger.error(`a request failed: ${failure.code}`, { correlation, error: failure });

    const to = replyToFrom(body);
    const sentence = failureSentence(failure.code);
    const nothing = isUndone(failure.code, body) ? '*Nothing was done.* ' : '';
    if (to !== undefined)
      await replies.send(to, noticeView(`:x: ${nothing}${sentence} (\`${correlation}\`)`));
  };
}

/** If the store fails after something was recorded, commands use another code. */
function isUndone(code: FailureCode, body: unknown): boolean {
  const isLook = typeof body === 'object' && body !== null && effectOf({ ...body }) === 'looks';
  return isOfStore(code) && code !== 'store_unconfirmed' && !isLook;
}

/** Bolt wraps errors it does not know. */
function causeOf(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): unknown {
  return error.originals?.[0] ?? error.original ?? error;
}
