import { expect, test } from 'vitest';
import { nextReportAt } from '../../../src/features/report/next-report.ts';
import { channelId } from '../../builders/ids.ts';

const mondayAtNine = {
  channel: channelId('C0LEADS'),
  weekday: 1,
  hour: 9,
  minute: 0,
  zone: 'Europe/Berlin',
} as const;
const next = (after: string, given: Partial<Parameters<typeof nextReportAt>[0]> = {}) =>
  nextReportAt({ ...mondayAtNine, ...given }, new Date(after)).toISOString();

test.each([
  ['later in the week', '2026-11-04T12:00:00Z', '2026-11-09T08:00:00.000Z'],
  ['a second before', '2026-11-02T07:59:59Z', '2026-11-02T08:00:00.000Z'],
  ['exactly then', '2026-11-02T08:00:00Z', '2026-11-09T08:00:00.000Z'],
  ['across the end of daylight saving time', '2026-10-24T12:00:00Z', '2026-10-26T08:00:00.000Z'],
  ['in daylight saving time', '2026-07-01T12:00:00Z', '2026-07-06T07:00:00.000Z'],
])('a report is due at the same local time every week: %s', (_, after, due) => {
  expect(next(after)).toBe(due);
});

test('the day is that of the time zone', () => {
  // In Auckland, it is already Monday.
  expect(next('2026-11-01T12:00:00Z', { zone: 'Pacific/Auckland' })).toBe('2026-11-01T20:00:00.000Z');
  expect(next('2026-11-02T07:00:00Z', { zone: 'America/Los_Angeles' })).toBe('2026-11-02T17:00:00.000Z');
});

test('where the clocks skip the time, the report is due an hour later', () => {
  const sunday = { weekday: 0, hour: 2, minute: 30 } as const;

  expect(next('2026-03-28T12:00:00Z', sunday)).toBe('2026-03-29T01:30:00.000Z');
  expect(next('2026-03-29T02:00:00Z', sunday)).toBe('2026-04-05T00:30:00.000Z');
});
