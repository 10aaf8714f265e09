import { composeHanded } from '../app/handed-app.ts';
import { clockSetText, createLogger, logObservers } from '../app/logger.ts';
import { useProxy } from '../app/use-proxy.ts';
import { loadConfig } from '../config/load-config.ts';
import { crashableContext, invocations } from './invocations.ts';
import {
  answerGivenUp,
  type QueueAnswer,
  type QueueEvent,
  runQueuedRequests,
} from './run-queued-requests.ts';
import { runScheduledJobs } from './run-scheduled-jobs.ts';

/** Lambda stops the function without warning when its time is over, so it answers and drops the rest before that. */
const reserveMs = 8_000;

interface Context {
  getRemainingTimeInMillis(): number;
}

useProxy(process.env);
const log = createLogger();
const config = loadConfig(process.env);
const { live } = invocations((lifetime) =>
  composeHanded(
    config,
    {
      ...logObservers(log),
      onRequest: () => {},
      usage: {
        command: (command) => log.info({ command }, 'command'),
        denial: (reason) => log.info({ reason }, 'refusal'),
      },
      // The function is frozen between two invocations, which looks as if the clock had been set forward.
      onClockSet: (byMs) => {
        if (byMs < 0) log.warn({ byMs }, clockSetText(byMs));
      },
    },
    (parts) => crashableContext(parts, lifetime),
  ),
);

/** Processes requests from the queue, and due jobs when the schedule invokes it. */
export async function handler(
  event: Partial<QueueEvent>,
  context: Context,
): Promise<QueueAnswer | undefined> {
  const until = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - reserveMs));
  const { Records } = event;
  if (Records === undefined) {
    await live(async (bouncer) => ({
      answer: undefined,
      isDone: await runScheduledJobs(bouncer, Date.now, until, log),
    }));
    return undefined;
  }
  const work = live(async (bouncer) => {
    const answer = await runQueuedRequests(bouncer, { Records }, Date.now, until);
    return { answer, isDone: answer.batchItemFailures.length === 0 };
  });
  return work.catch(async (error: unknown) => {
    await answerGivenUp(Records);
    throw error;
  });
}
