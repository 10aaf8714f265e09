import type { Head } from '../core/audit-chain.ts';
import type { Agenda } from '../ports/agenda.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';

/** Whoever dies in between leaves a task that is struck off after this. */
const leaseMs = 15_000;

/**
 * Tries out that the store can be read and written, as the next kick will have to, and leaves it as it was.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tryOutStore(
  {
    log,
    agenda,
  }: { readonly log: Pick<AuditLog, 'head'>; readonly agenda: Pick<Agenda, 'begin' | 'finish'> },
  clock: Pick<Clock, 'now'>,
): Promise<Head> {
  const head = await log.head();
  const now = clock.now();
  const lease = { now, until: new Date(now.getTime() + leaseMs) };
  const hold = await agenda.begin({ key: 'probe', payload: '[]' }, lease);
  if (hold !== undefined) await agenda.finish(hold);
  return head;
}
