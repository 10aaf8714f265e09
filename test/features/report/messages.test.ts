import { expect, test } from 'vitest';
import type { UsageReport } from '../../../src/domain/usage-report.ts';
import { reportView } from '../../../src/features/report/messages.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId } from '../../builders/ids.ts';
import { elementsOf } from '../../e2e/support/elements.ts';

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

test('offers the charts of each observed endpoint where they are asked for', () => {
  const figures = { peak: { at: report.to, active: 9 }, average: 3 };
  const usage = { sparkline: undefined, gaps: [], limit: undefined, expiry: undefined };
  const given = {
    ...report,
    endpoints: [
      { ...usage, endpoint: anEndpoint(), figures },
      { ...usage, endpoint: lab, figures: undefined },
    ],
  };

  const offered = elementsOf(reportView(given, 'with charts'));

  expect(offered).toMatchObject([{ actionId: 'charts', value: anEndpoint().id }]);
  expect(elementsOf(reportView(given))).toEqual([]);
});

test('shows fewer endpoints if the message would be too long', () => {
  const at = report.to;
  const gaps = [1, 2, 3, 4].map(() => ({ from: report.from, to: report.to }));
  const endpoints = Array.from({ length: 10 }, (_, index) => ({
    endpoint: anEndpoint({ name: `endpoint-${index}` }),
    figures: { peak: { at, active: 9 }, average: 3 },
    sparkline: '▁'.repeat(28),
    gaps,
    limit: 10,
    expiry: { revocationList: 1, identityProviderCertificate: -1 },
  }));
  const long = { endpoint: lab, startedAt: at, endedAt: undefined, isActive: true, ms: 3_600_000 };
  const longest = [1, 2, 3, 4, 5].map(() => ({ ...long, name: '<'.repeat(60) }));

  const acts = {
    channels: Array.from({ length: 8 }, (_, at) => ({
      channel: `C0${at}`,
      kicks: 12,
      blocks: 3,
      unblocks: 1,
    })),
    denied: [1, 2, 3, 4, 5].map((count) => ({ name: '<'.repeat(60), count })),
  };

  const { blocks } = reportView({ ...report, endpoints, longest, acts }, 'with charts');

  expect(JSON.stringify(blocks).length).toBeLessThan(13_000);
  expect(JSON.stringify(blocks)).toContain('and 5 more endpoints');
});
