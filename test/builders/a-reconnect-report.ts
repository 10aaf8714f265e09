import type { ReconnectReport } from '../../src/domain/reconnect.ts';
import { aKick } from './a-kick.ts';
import { aChain, anEntryDraft } from './an-entry-draft.ts';

/** Two of the forty people whose connections Helga terminated on lab have reconnected. */
export function aReconnectReport(given: Partial<ReconnectReport> = {}): ReconnectReport {
  const [requested, first, second] = aChain([
    anEntryDraft({ kind: 'requested' }),
    anEntryDraft({ kind: 'returned' }),
    anEntryDraft({ kind: 'returned' }),
  ]);
  if (requested === undefined || first === undefined || second === undefined)
    throw new Error('a chain of three has three');

  return {
    kick: aKick({ isMany: true, target: 'everyone on lab' }),
    names: 2,
    watched: 40,
    reconnected: [
      {
        name: 'bob@example.com',
        endpoint: 'lab',
        after: '5 s',
        connection: 'cvpn-connection-0123456789abcdef1',
      },
      {
        name: 'anna@example.com',
        endpoint: 'lab',
        after: '17 s',
        connection: 'cvpn-connection-0123456789abcdef2',
      },
    ],
    thread: [first, second],
    follows: [requested],
    mayBlock: false,
    ...given,
  };
}
