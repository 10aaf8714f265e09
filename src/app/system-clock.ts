import { setTimeout as sleep } from 'node:timers/promises';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { isInFuture } from '../domain/moment.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: async (ms) => {
    await sleep(ms);
  },
};

/** The clock of a synchronized machine never changes by this much. Leases and look-ups last longer. */
const noticedMs = 5_000;

/**
 * Detects changes of the time of day. Ages that were measured across such a change are wrong.
 *
 * @param onSet Called with the change in milliseconds; negative when the clock was set back.
 * @returns A function that checks once and never throws. Its first call compares the clock with the newest entry in the
 * audit log, to detect that the clock was set back before this process started.
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
    // Whoever needs the audit log reports that it cannot be read.
  }
  return undefined;
}
