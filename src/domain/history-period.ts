import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInWeek,
} from 'date-fns/constants';
import { parseBlockLength } from './block.ts';

/** How far a history looks back unless the request says so: about everyone, and about one person, name or address. */
export const defaultPeriodMs = { everyone: millisecondsInDay, one: millisecondsInWeek } as const;

/** No history is kept for longer. */
const longestMs = 366 * millisecondsInDay;

const units: ReadonlyMap<string, number> = new Map([
  ['hour', millisecondsInHour],
  ['day', millisecondsInDay],
  ['week', millisecondsInWeek],
  ['month', 30 * millisecondsInDay],
]);

/** Parses how far to look back: `7d`, `24h`, `2 weeks`; undefined if the text is no length of time. */
export function parsePeriod(text: string): number | undefined {
  const months = /^(\d{1,2}) ?mo(?:nths?)?$/i.exec(text)?.[1];
  const length = parseBlockLength(months === undefined ? text : `${Number(months) * 30}d`);
  if (length === undefined || length.kind === 'until_lifted') return undefined;
  if (length.kind === 'for') return length.ms;
  // Zero and negative lengths are out of range too.
  return /^0*[1-9]/.test(text) ? longestMs : undefined;
}

/** Parses what follows `last` without a number: `week`, `day`. */
export function parsePeriodUnit(text: string): number | undefined {
  return units.get(text.toLowerCase());
}

const largest = [
  { ms: millisecondsInDay, noun: 'day' },
  { ms: millisecondsInHour, noun: 'hour' },
  { ms: millisecondsInMinute, noun: 'minute' },
] as const;

/** Formats a period as it follows “in the last”: `7 days`, `24 hours`, `90 minutes`. */
export function periodText(ms: number): string {
  // “24 hours” is clearer than “1 day”, which may be read as today.
  const unit = largest.find((each) => ms % each.ms === 0 && ms > each.ms) ?? largest[2];
  const count = Math.max(1, Math.round(ms / unit.ms));
  return count === 1 ? unit.noun : `${count.toLocaleString('en')} ${unit.noun}s`;
}
