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
  [true, 'since Sun 1 Nov 08:00, still connected'],
  [false, 'since Sun 1 Nov 08:00, last seen connected'],
])('says of a connection without an end whether it is active: %s', (isActive, words) => {
  const startedAt = new Date('2026-11-01T08:00:00Z');
  const connection = { name: 'bob', endpoint: anEndpoint(), startedAt, endedAt: undefined, ms: 3_600_000 };

  expect(textOf({ longest: [{ ...connection, isActive }] })).toContain(words);
});
