import { millisecondsInHour, millisecondsInMinute, millisecondsInSecond } from 'date-fns/constants';

const msPerUnit = { s: millisecondsInSecond, m: millisecondsInMinute, h: millisecondsInHour } as const;

/** Reads a length of time as people write it, `900s`, `15m` or `2h`, as milliseconds; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return undefined;

  return Number(digits) * msPerUnit[unit];
}
