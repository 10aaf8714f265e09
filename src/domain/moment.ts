import { millisecondsInSecond, secondsInMinute } from 'date-fns/constants';
import type { AuditEntry } from './audit-entry.ts';

/** A moment by both clocks of a process: the time of day, which somebody may set, and one that nobody can. */
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
 * How long ago a moment of this process was, by the clock that says longer: a time of day that was set back must not make
 * anything young again, nor must a sleep of the machine in which the other clock stood still.
 */
export function ageMs(clock: Clocks, { at, elapsedMs }: Moment): number {
  return Math.max(clock.elapsedMs() - elapsedMs, clock.now().getTime() - at.getTime());
}

/** How far the clocks of machines that share a store may be apart, or may be set right without anybody noticing. */
export const clockSkewMs = 60_000;

/**
 * Says whether a moment that was written down lies in the future: then the clock was set back since, and nobody knows
 * how long ago it was.
 */
export function isInFuture(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + clockSkewMs;
}

/** Says whether what began then is over; of what seems to begin in the future, nobody knows, so it is. */
export function isOver(beganAt: Date, lastsMs: number, now: Date): boolean {
  return isInFuture(beganAt, now) || now.getTime() - beganAt.getTime() > lastsMs;
}

/** A short length of time in words, to the second: `17 s`, `2 min 15 s`. The record and messages write it alike. */
export function elapsedText(ms: number): string {
  const seconds = Math.floor(ms / millisecondsInSecond);
  if (seconds < 2 * secondsInMinute) return `${seconds} s`;

  const rest = seconds % secondsInMinute;
  return `${Math.floor(seconds / secondsInMinute)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/**
 * Milliseconds from AWS' answer to the order to terminate until the end was confirmed, as the record has both.
 *
 * @param entries Those of one request, in order.
 * @returns Undefined while either is not recorded.
 */
export function confirmedAfterMs(entries: readonly AuditEntry[]): number | undefined {
  const finished = entries.find(({ kind }) => kind === 'finished');
  const confirmed = entries.find(({ kind }) => kind === 'confirmed' || kind === 'unconfirmed');
  if (finished === undefined || confirmed === undefined) return undefined;
  return Date.parse(confirmed.at) - Date.parse(finished.at);
}
