import { type Failure, failureFrom } from '../core/failure.ts';
import type { Desk } from './listeners/desk.ts';
import { replyToFrom } from './reply-to-from-slack.ts';
import { failureSentence } from './views/failure-sentence.ts';
import { noticeView } from './views/notice-view.ts';

/** The one place where a listener's failure ends: the person gets a sentence, the log the rest. */
export function answerFailure({ world, replies, logger }: Desk) {
  return async ({ error, body }: { readonly error: Error; readonly body: unknown }): Promise<void> => {
    const correlation = world.newCorrelation();
    const failure = failureIn(error);
    logger.error(`a request failed: ${failure.code}`, { correlation, error: failure });

    const to = replyToFrom(body);
    const sentence = failureSentence(failure.code);
    if (to !== undefined) await replies.send(to, noticeView(`:x: ${sentence} (\`${correlation}\`)`));
  };
}

/** Bolt wraps what it does not know. */
function failureIn(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): Failure {
  return failureFrom(error.originals?.[0] ?? error.original ?? error);
}
