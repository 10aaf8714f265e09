import { failureFrom } from '../core/failure.ts';
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
    if (to !== undefined) await replies.send(to, noticeView(`:x: ${sentence} (\`${correlation}\`)`));
  };
}

/** Bolt wraps what it does not know. */
function causeOf(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): unknown {
  return error.originals?.[0] ?? error.original ?? error;
}
