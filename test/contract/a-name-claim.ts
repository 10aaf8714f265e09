import { parseCorrelation, parsePersonId } from '../../src/domain/ids.ts';
import type { NameClaim } from '../../src/domain/name-claim.ts';
import { known } from './known.ts';

/** Bob's claim of the certificate bob-laptop, which Omar has approved. */
export function aNameClaim(
  over: { person?: string; name?: string; correlation?: string; approvedAt?: Date } = {},
): NameClaim {
  return {
    person: known(parsePersonId(over.person ?? 'U0BOB')),
    name: over.name ?? 'bob-laptop',
    correlation: known(parseCorrelation(over.correlation ?? 'claim-0001')),
    approvedBy: { id: 'U0OMAR', name: 'omar' },
    approvedAt: over.approvedAt ?? new Date('2026-11-02T12:00:00Z'),
  };
}
