import type { ClaimRequest, ClaimState } from '../../src/domain/claim-request.ts';
import { correlation, personId } from './ids.ts';

const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
const at = new Date('2026-11-03T09:05:00Z');

/** Every way in which a claim can stand. */
export const claimStates: readonly ClaimState[] = [
  { kind: 'open' },
  { kind: 'approved', by: omar, at },
  { kind: 'declined', by: omar, at, reason: 'this certificate is shared' },
  { kind: 'declined', by: omar, at, reason: undefined },
  { kind: 'withdrawn', at },
  { kind: 'expired' },
  { kind: 'removed', by: omar, at, reason: 'the laptop was given to anna' },
];

/** Bob’s claim of the certificate bob-laptop, which #secops decides about. */
export function aClaimRequest(given: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    correlation: correlation('claim-0001'),
    person: personId('U0BOB'),
    claimant: { id: 'U0BOB', name: 'bob', team: 'T0HOME' },
    channel: { id: 'C0SECOPS', name: 'secops' },
    name: 'bob-laptop',
    reason: 'it’s the certificate on my work laptop',
    facts: { connections: 1, endpoints: ['prod-eu'], unchecked: [], isUserName: false, others: [] },
    expiresAt: new Date('2026-11-09T09:00:00Z'),
    state: { kind: 'open' },
    ...given,
  };
}
