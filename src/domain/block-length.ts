import { addMilliseconds } from 'date-fns/addMilliseconds';
import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInSecond,
  millisecondsInWeek,
} from 'date-fns/constants';

/** How long a block lasts. */
export type BlockLength = { readonly kind: 'for'; readonly ms: number } | { readonly kind: 'until_lifted' };

/** `absurd` is a length of time that no block can have: zero, negative, or more than a year. */
export type ReadLength = BlockLength | { readonly kind: 'absurd' };

export const untilLifted: BlockLength = { kind: 'until_lifted' };

/** A longer block must be removed by a person, not by a date that nobody remembers. */
const longestMs = 366 * millisecondsInDay;

const units: readonly (readonly [name: RegExp, ms: number])[] = [
  [/^s(ec(ond)?s?)?$/, millisecondsInSecond],
  [/^m(in(ute)?s?)?$/, millisecondsInMinute],
  [/^h((ou)?rs?)?$/, millisecondsInHour],
  [/^d(ays?)?$/, millisecondsInDay],
  [/^w(eeks?)?$/, millisecondsInWeek],
  [/^(mo(nths?)?|y(ears?)?)$/, Number.POSITIVE_INFINITY],
];

/** Reads `4h`, `4h30m`, `2 days` or `until lifted`; undefined if the text is not a length of time. */
export function parseBlockLength(text: string): ReadLength | undefined {
  const typed = text.trim().toLowerCase();
  if (/^until[ -]lifted$/.test(typed)) return untilLifted;
  if (!/^-?\d+(?:\.\d+)? ?[a-z]+$|^(?:\d+(?:\.\d+)?[a-z]+){2,6}$/.test(typed)) return undefined;

  const parts = [...typed.matchAll(/(-?\d+(?:\.\d+)?) ?([a-z]+)/g)].map(([, number, unit = '']) => ({
    number: Number(number),
    unitMs: units.find(([name]) => name.test(unit))?.[1] ?? Number.NaN,
  }));
  // `30m4h` is more likely a typo than a length.
  const isDescending = parts.slice(1).every(({ unitMs }, at) => unitMs < (parts[at]?.unitMs ?? 0));
  if (!isDescending || parts.some(({ unitMs }) => Number.isNaN(unitMs))) return undefined;

  const ms = Math.round(parts.reduce((sum, { number, unitMs }) => sum + number * unitMs, 0));
  return ms > 0 && ms <= longestMs ? { kind: 'for', ms } : { kind: 'absurd' };
}

/** Writes a length so that {@link parseBlockLength} reads the same. */
export function textFromBlockLength(length: BlockLength): string {
  return length.kind === 'for' ? `${length.ms / millisecondsInSecond}s` : 'until-lifted';
}

/** When a block that begins now ends; undefined if it has to be removed. */
export function untilFrom(length: BlockLength, now: Date): Date | undefined {
  return length.kind === 'for' ? addMilliseconds(now, length.ms) : undefined;
}
