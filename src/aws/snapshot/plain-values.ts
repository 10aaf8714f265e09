/** Replaces a value that does not fit a column as it is written. */
export const notPlain = -1;

/** Any integer of this many digits is exact as a JavaScript number. */
export const mostDigits = 15;

const zero = 0x30;
const dash = 0x2d;
const space = 0x20;
const colon = 0x3a;
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/**
 * Reads digits as a number if the result is exact.
 *
 * @param start The first digit's position; -1 when the value is missing, which counts as zero.
 */
export function digitsAt(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0) return 0;
  if (end === start || end - start > mostDigits) return notPlain;

  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return notPlain;
    value = value * 10 + digit;
  }
  return value;
}

/** The length of `2019-08-12 07:58:34`. */
export const timeLength = 19;

/**
 * Reads `2019-08-12 07:58:34` as UTC, in milliseconds since 1970; NaN for `-`, which EC2 writes for no time. Anything
 * else is left to `dateFromEc2`.
 */
export function timeAt(bytes: Uint8Array, start: number, end: number): number {
  if (start < 0 || (end - start === 1 && bytes[start] === dash)) return Number.NaN;
  if (end - start !== timeLength || bytes[start + 4] !== dash || bytes[start + 7] !== dash) return notPlain;

  const year = digitsAt(bytes, start, start + 4);
  const month = digitsAt(bytes, start + 5, start + 7);
  const day = digitsAt(bytes, start + 8, start + 10);
  const timeOfDay = timeOfDayAt(bytes, start);
  const isPlain = year >= 1970 && year < 2100 && month >= 1 && month <= 12 && day >= 1;
  if (!isPlain || timeOfDay === notPlain || (day > 28 && !isOnCalendar(year, month, day))) return notPlain;

  return daysSince1970(year, month, day) * 86_400_000 + timeOfDay;
}

/** Reads the time of day from such a time, in milliseconds since midnight. */
export function timeOfDayAt(bytes: Uint8Array, start: number): number {
  if (bytes[start + 10] !== space || bytes[start + 13] !== colon || bytes[start + 16] !== colon)
    return notPlain;

  const hour = digitsAt(bytes, start + 11, start + 13);
  const minute = digitsAt(bytes, start + 14, start + 16);
  const second = digitsAt(bytes, start + 17, start + 19);
  const isPlain = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return isPlain ? ((hour * 60 + minute) * 60 + second) * 1000 : notPlain;
}

/** Between 1970 and 2099, every fourth year is a leap year. */
function daysSince1970(year: number, month: number, day: number): number {
  const leapDays = Math.floor((year - 1969) / 4) + (year % 4 === 0 && month > 2 ? 1 : 0);
  return (year - 1970) * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + day - 1;
}

function isOnCalendar(year: number, month: number, day: number): boolean {
  if (month === 2) return day === 29 && year % 4 === 0;
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}
