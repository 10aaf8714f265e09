import { failureFrom } from '../domain/failure.ts';
import type { RecordCheck } from '../features/audit/compare-with-channel.ts';
import type { AppContext } from '../ports/app-context.ts';
import { tryOutStore } from './store-checkup.ts';

/** Jobs that stay due for this long mean that people are waiting for an outcome. */
const overdueMs = 2 * 60_000;

/** Checks that the store can be read and written, as the next kick needs, and that its audit log is trusted. */
export async function storeProblem(
  app: AppContext,
  record: Pick<RecordCheck, 'problem'>,
): Promise<string | undefined> {
  try {
    const { jobs, clock } = app;
    await tryOutStore(app, clock);
    // Actions that are refused because of it leave jobs in the queue, so it is reported first.
    const disagreement = await record.problem();
    if (disagreement !== undefined) return disagreement;
    const { dueSince } = await jobs.state();
    const isOverdue = dueSince !== undefined && clock.now().getTime() - dueSince.getTime() > overdueMs;
    return isOverdue ? `work waits on the agenda since ${dueSince.toISOString()}` : undefined;
  } catch (error) {
    return `the record cannot be written: ${failureFrom(error).message}`;
  }
}
