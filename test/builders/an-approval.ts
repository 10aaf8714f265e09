import type { Approval, ApprovalState } from '../../src/domain/approval.ts';
import { correlation } from './ids.ts';

const omar = { id: 'U0OMAR', name: 'omar', team: 'T0HOME' };
const at = new Date('2026-11-02T09:05:00Z');

/** Every way in which a request for a second person can stand. */
export const approvalStates: readonly ApprovalState[] = [
  { kind: 'open' },
  { kind: 'approved', by: omar, at, count: 1 },
  { kind: 'declined', by: omar, at, reason: 'wait until six' },
  { kind: 'declined', by: omar, at, reason: undefined },
  { kind: 'withdrawn', at },
  { kind: 'expired' },
  { kind: 'clock_set_back' },
  { kind: 'gone', by: omar, at },
  { kind: 'refused', at },
  { kind: 'abandoned' },
];

/** Helga's request for a second person, in #helpdesk. */
export function anApproval(given: Partial<Approval> = {}): Approval {
  return {
    correlation: correlation('corr-0001'),
    requester: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
    target: 'svc-backup',
    names: 'svc-backup',
    reason: 'the key leaked',
    detail: '1 session on prod-eu; protected: svc-backup',
    count: 1,
    connections: [{ id: 'cvpn-connection-0123456789abcdef0', previous: { code: 'active' } }],
    expiresAt: new Date('2026-11-02T09:10:00Z'),
    state: { kind: 'open' },
    ...given,
  };
}
