/**
 * Reads EC2's way to write a time, `2019-08-12 07:58:34`, as UTC; ISO 8601 with or without a zone as well.
 * Anything else, such as the `-` of a connection that has not ended, is no time.
 */
export function dateFromEc2(text: string | undefined): Date | undefined {
  const match = timePattern.exec(text ?? '');
  if (match === null) return undefined;

  const [, day, time, zone = 'Z'] = match;
  const date = new Date(`${day}T${time}${zone}`);
  // `new Date` takes the 30th of February for the 2nd of March.
  return isOnCalendar(`${day}`) && !Number.isNaN(date.getTime()) ? date : undefined;
}

const timePattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/;

function isOnCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
