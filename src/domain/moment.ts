import { addMilliseconds } from 'date-fns/addMilliseconds';
import { millisecondsInSecond, secondsInMinute } from 'date-fns/constants';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { AuditEntry } from './audit-entry.ts';

/**
 * A moment on both clocks of a process: the wall clock, which someone may set, and the monotonic clock, which nobody
 * can.
 */
export interface Moment {
  readonly at: Date;
  readonly elapsedMs: number;
}

interface Clocks {
  now(): Date;
  elapsedMs(): number;
}

export function momentOf(clock: Clocks): Moment {
  return { at: clock.now(), elapsedMs: clock.elapsedMs() };
}

/**
 * Returns the age of a moment of this process, using the clock that shows more. The wall clock may have been set back,
 * and the monotonic clock may have stopped while the machine was asleep; neither must make the moment look younger.
 */
export function ageMs(clock: Clocks, { at, elapsedMs }: Moment): number {
  return Math.max(clock.elapsedMs() - elapsedMs, clock.now().getTime() - at.getTime());
}

/** How far the clocks of machines that share a store may differ, or may be corrected unnoticed. */
export const clockSkewMs = minutesToMilliseconds(1);

/** Returns whether a stored moment is in the future: then the clock was set back since, and its age is unknown. */
export function isInFuture(at: Date, now: Date): boolean {
  return at > addMilliseconds(now, clockSkewMs);
}

/**
 * Returns whether a period has ended. If it seems to begin in the future, its end is unknown, so it counts as ended.
 */
export function isOver(beganAt: Date, lastsMs: number, now: Date): boolean {
  return isInFuture(beganAt, now) || now.getTime() - beganAt.getTime() > lastsMs;
}

/** Formats a short duration to the second: `17 s`, `2 min 15 s`. The audit log and messages use the same format. */
export function elapsedText(ms: number): string {
  const seconds = Math.floor(ms / millisecondsInSecond);
  if (seconds < 2 * secondsInMinute) return `${seconds} s`;

  const rest = seconds % secondsInMinute;
  return `${Math.floor(seconds / secondsInMinute)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/**
 * Returns the milliseconds from AWS' answer to the request to terminate until the end was confirmed, according to the
 * audit log.
 *
 * @param entries The entries of one request, in order.
 * @returns Undefined until both are recorded.
 */
export function confirmedAfterMs(entries: readonly AuditEntry[]): number | undefined {
  const finished = entries.find(({ kind }) => kind === 'finished');
  const confirmed = entries.find(({ kind }) => kind === 'confirmed' || kind === 'unconfirmed');
  if (finished === undefined || confirmed === undefined) return undefined;
  return Date.parse(confirmed.at) - Date.parse(finished.at);
}
