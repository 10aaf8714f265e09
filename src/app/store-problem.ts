import { failureFrom } from '../domain/failure.ts';
import type { RecordCheck } from '../features/audit/compare-with-channel.ts';
import type { World } from '../ports/world.ts';
import { tryOutStore } from './store-checkup.ts';

/** An agenda that nobody works off means that people wait for an outcome. */
const overdueMs = 2 * 60_000;

/** Tries out that the store can be read and written, as the next kick will have to, and that its record is trusted. */
export async function storeProblem(
  world: World,
  record: Pick<RecordCheck, 'problem'>,
): Promise<string | undefined> {
  try {
    const { agenda, clock } = world;
    await tryOutStore(world, clock);
    // Acts that are refused for it leave work on the agenda.
    const disagreement = await record.problem();
    if (disagreement !== undefined) return disagreement;
    const { dueSince } = await agenda.state();
    const isOverdue = dueSince !== undefined && clock.now().getTime() - dueSince.getTime() > overdueMs;
    return isOverdue ? `work waits on the agenda since ${dueSince.toISOString()}` : undefined;
  } catch (error) {
    return `the record cannot be written: ${failureFrom(error).message}`;
  }
}
