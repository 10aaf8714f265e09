import { millisecondsInSecond, secondsInMinute } from 'date-fns/constants';
import type { AuditEntry } from './audit-entry.ts';

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
