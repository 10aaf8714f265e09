import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import type { BlockQuestion } from '../../src/features/block/modal.ts';
import { anEndpoint, lab } from './an-endpoint.ts';
import { botNames } from './bot-names.ts';
import { channelId } from './ids.ts';

/** Whether to block mallory, who is not connected, on both endpoints for four hours. */
export function aBlockQuestion(given: Partial<BlockQuestion> = {}): BlockQuestion {
  return {
    kind: 'found',
    names: ['mallory@example.com'],
    endpoints: [anEndpoint(), lab],
    isEverywhere: true,
    directories: [],
    longerNames: [],
    gaps: [],
    others: [],
    connections: [],
    otherUsers: [],
    unavailable: [],
    possible: noPossibleMatches,
    terminatesConnections: true,
    metadata: {
      channel: channelId('C0SECOPS'),
      channelName: 'secops',
      targetRef: { kind: 'name', name: 'mallory@example.com' },
      on: undefined,
      terminatesConnections: true,
      openedAt: new Date('2026-11-02T12:00:00Z'),
    },
    length: { kind: 'for', ms: 4 * 3_600_000 },
    minReason: 5,
    botNames,
    reason: '',
    ...given,
  };
}
