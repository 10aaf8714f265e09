import { expect, test } from 'vitest';
import type { UsageReport } from '../../../src/domain/usage-report.ts';
import { reportView } from '../../../src/features/report/messages.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { channelId } from '../../builders/ids.ts';

const report: UsageReport = {
  channel: channelId('C0SECOPS'),
  from: new Date('2026-10-26T08:00:00Z'),
  to: new Date('2026-11-02T08:00:00Z'),
  zone: 'UTC',
  endpoints: [],
  longest: [],
  isLongestCut: false,
  acts: { channels: [], denied: [] },
  missing: [],
};
const textOf = (given: Partial<UsageReport>) => JSON.stringify(reportView({ ...report, ...given }).blocks);

test('says that there were no kicks or blocks only if every entry of the week was counted', () => {
  expect(textOf({})).toContain('No kicks or blocks this week.');
  expect(textOf({ missing: ['audit_cut'] })).not.toContain('No kicks or blocks');
});

test.each([
  [true, '|2026-11-01 08:00 UTC>, still connected'],
  [false, '|2026-11-01 08:00 UTC>, end unknown'],
])('says of a connection without an end whether it is active: %s', (isActive, words) => {
  const startedAt = new Date('2026-11-01T08:00:00Z');
  const connection = { name: 'bob', endpoint: anEndpoint(), startedAt, endedAt: undefined, ms: 3_600_000 };

  expect(textOf({ longest: [{ ...connection, isActive }] })).toContain(words);
});

test('names the week in the zone of the report, and every time in the zone of the reader', () => {
  const at = new Date('2026-10-28T10:35:00Z');
  const gaps = [{ from: new Date('2026-10-30T02:10:00Z'), to: new Date('2026-10-30T04:40:00Z') }];
  const figures = { peak: { at, active: 9 }, average: 3 };
  const usage = { endpoint: anEndpoint(), figures, sparkline: undefined, gaps, limit: undefined };

  const text = textOf({
    from: new Date('2026-10-25T23:30:00Z'),
    zone: 'Europe/Berlin',
    endpoints: [{ ...usage, expiry: undefined }],
  });

  expect(text).toContain('VPN report, Oct 26, 2026 to Nov 2, 2026');
  for (const iso of ['2026-10-28 10:35', '2026-10-30 02:10', '2026-10-30 04:40'])
    expect(text).toMatch(new RegExp(`<!date\\^\\d+\\^[^|]+\\|${iso} UTC>`));
});
