import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { isInFuture } from '../domain/moment.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';

/** Machines that are kept in time are never set by so much; leases and looks last for longer. */
const noticedMs = 5_000;

/**
 * Tells when the time of day is set: what was measured by it before is not as old as it seems.
 *
 * @param onSet Told by how much, less than nothing where it was set back.
 * @returns Looks once more; it never throws. The first look tells by the newest entry of the record whether the time was
 * set back before this process began.
 */
export function clockWatch(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  log: Pick<AuditLog, 'newestFirst'>,
  onSet: (byMs: number) => void,
): () => Promise<void> {
  let startMs: number | undefined;

  return async () => {
    const nowMs = clock.now().getTime() - clock.elapsedMs();
    if (startMs === undefined) {
      const newest = await newestEntryAt(log);
      if (newest !== undefined && isInFuture(newest, clock.now()))
        onSet(differenceInMilliseconds(clock.now(), newest));
    } else if (Math.abs(nowMs - startMs) >= noticedMs) {
      onSet(nowMs - startMs);
    }
    startMs = nowMs;
  };
}

async function newestEntryAt(log: Pick<AuditLog, 'newestFirst'>): Promise<Date | undefined> {
  try {
    for await (const found of log.newestFirst())
      return found.kind === 'readable' ? new Date(found.entry.at) : undefined;
  } catch {
    // Whatever keeps the record from being read is told by whoever needs it.
  }
  return undefined;
}
