import type { BlockReport } from '../../src/domain/block-report.ts';
import { correlation } from './ids.ts';

/** Mallory is blocked by helga on every endpoint for an hour, unless told otherwise. */
export function aBlockReport(given: Partial<BlockReport> = {}): BlockReport {
  return {
    correlation: correlation('block-0001'),
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    channel: { id: 'C0SECOPS', name: 'secops' },
    names: ['mallory@example.com'],
    endpoints: undefined,
    until: new Date('2026-11-02T13:00:00Z'),
    reason: 'laptop stolen',
    at: new Date('2026-11-02T12:00:00Z'),
    state: { kind: 'blocked' },
    gaps: [],
    certificateOnly: [],
    others: [],
    isUnrecorded: false,
    ...given,
  };
}
