import type { ReconnectWarning } from '../../src/domain/reconnect.ts';
import { aKick } from './a-kick.ts';
import { anEndpoint } from './an-endpoint.ts';
import { aChain, anEntryDraft } from './an-entry-draft.ts';
import { connectionId } from './ids.ts';

/** Bob is back on prod-eu, fourteen seconds after Helga's kick. */
export function aReconnectWarning(given: Partial<ReconnectWarning> = {}): ReconnectWarning {
  const [requested, entry] = aChain([
    anEntryDraft({ kind: 'requested' }),
    anEntryDraft({ kind: 'returned' }),
  ]);
  if (requested === undefined || entry === undefined) throw new Error('a chain of two has two');

  return {
    kick: aKick(),
    name: 'bob@example.com',
    endpoint: anEndpoint(),
    connection: connectionId('cvpn-connection-0123456789abcdef1'),
    afterMs: 14_000,
    from: undefined,
    seenAt: new Date('2026-11-02T09:00:20Z'),
    mayBlock: false,
    again: { kind: 'name', name: 'bob@example.com' },
    entry,
    follows: [requested],
    ...given,
  };
}
