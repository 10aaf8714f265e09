import type { DeniedReport } from '../../src/domain/block-report.ts';
import { lab } from './an-endpoint.ts';
import { correlation } from './ids.ts';

/** Mallory's laptop was denied once on lab, by a block that was made in #secops. */
export function aDeniedReport(given: Partial<DeniedReport> = {}): DeniedReport {
  return {
    seq: 12,
    at: new Date('2026-11-02T11:46:05Z'),
    block: correlation('block-0001'),
    channel: { id: 'C0SECOPS', name: 'secops' },
    name: 'mallory-laptop.example.com',
    endpoint: lab,
    attempts: { unreported: 1, total: 1 },
    latest: { at: new Date('2026-11-02T11:46:00Z'), publicIp: '203.0.113.51', platform: 'win' },
    ...given,
  };
}
