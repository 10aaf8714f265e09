import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { getDay } from 'date-fns/getDay';
import { set } from 'date-fns/set';
import type { ReportRule } from '../../domain/rules.ts';

/**
 * Returns the first moment after another at which a report is due. Where the clocks are set forward over the time, it is
 * as much later.
 */
export function nextReportAt({ weekday, hour, minute, zone }: ReportRule, after: Date): Date {
  const start = new TZDate(after, zone);
  for (let days = 0; ; days += 1) {
    const day = addDays(start, days);
    if (getDay(day) !== weekday) continue;
    const at = set(day, { hours: hour, minutes: minute, seconds: 0, milliseconds: 0 });
    if (at > after) return new Date(at.getTime());
  }
}
