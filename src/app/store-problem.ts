import { failureFrom } from '../domain/failure.ts';
import type { RecordCheck } from '../features/audit/compare-with-channel.ts';
import type { AppContext } from '../ports/app-context.ts';
import { tryOutStore } from './store-checkup.ts';

/** A job queue that nobody works off means that people wait for an outcome. */
const overdueMs = 2 * 60_000;

/** Tries out that the store can be read and written, as the next kick will have to, and that its record is trusted. */
export async function storeProblem(
  app: AppContext,
  record: Pick<RecordCheck, 'problem'>,
): Promise<string | undefined> {
  try {
    const { jobs, clock } = app;
    await tryOutStore(app, clock);
    // Acts that are refused for it leave work on the job queue.
    const disagreement = await record.problem();
    if (disagreement !== undefined) return disagreement;
    const { dueSince } = await jobs.state();
    const isOverdue = dueSince !== undefined && clock.now().getTime() - dueSince.getTime() > overdueMs;
    return isOverdue ? `work waits on the agenda since ${dueSince.toISOString()}` : undefined;
  } catch (error) {
    return `the record cannot be written: ${failureFrom(error).message}`;
  }
}
