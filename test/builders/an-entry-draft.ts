import { createHash } from 'node:crypto';
import { canonicalJson, emptyHead, seal } from '../../src/domain/audit-chain.ts';
import type { AuditEntry, EntryDraft } from '../../src/domain/audit-entry.ts';

/** An entry with every field that one can have. */
export function anEntryDraft(given: Partial<EntryDraft> = {}): EntryDraft {
  return {
    at: '2026-11-02T09:00:00.000Z',
    kind: 'finished',
    correlation: 'corr-0001',
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
    endpoint: { id: 'cvpn-endpoint-0123456789abcdef0', name: 'prod-eu', region: 'eu-west-1' },
    target: 'bob@example.com',
    connections: [
      {
        id: 'cvpn-connection-0123456789abcdef0',
        previous: { code: 'active' },
        current: { code: 'terminating', message: 'Being terminated' },
      },
    ],
    reason: 'stale session, user asked',
    awsRequestId: '59bd00c6-67f1-4b43-9a29-9fb6f7a6a4b5',
    detail: 'one call',
    ...given,
  };
}

/** The drafts as entries of one whole chain. */
export function aChain(drafts: readonly EntryDraft[]): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const draft of drafts) entries.push(seal(draft, entries.at(-1) ?? emptyHead));
  return entries;
}

/** An entry, changed or not, with the hash that fits what it says, as a forger would write it. */
export function resealed(forged: object): object {
  const { hash: _hash, ...unsealed } = { hash: '', ...forged };
  const hash = createHash('sha256').update(canonicalJson(unsealed)).digest('hex');
  return { ...unsealed, hash };
}
