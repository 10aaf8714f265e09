import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import type { KickQuestion } from '../../src/features/kick/modal.ts';
import { someConnections } from './a-connection.ts';
import { anEndpoint } from './an-endpoint.ts';
import { botNames } from './bot-names.ts';
import { channelId } from './ids.ts';

/** Whether to end three sessions of bob. */
export function aKickQuestion(given: Partial<KickQuestion> = {}): KickQuestion {
  return {
    connections: someConnections(3).map((connection) => ({
      connection,
      endpoint: anEndpoint(),
      mayTerminate: true,
    })),
    unavailable: [],
    outOfScope: [],
    need: undefined,
    mayBlock: false,
    unresolved: [],
    otherUsers: [],
    hitsOtherUsers: false,
    possible: noPossibleMatches,
    metadata: {
      channel: channelId('C0HELPDESK'),
      channelName: 'helpdesk',
      targetRef: { kind: 'name', name: 'bob' },
      on: undefined,
      listed: 0,
      openedAt: new Date('2026-11-02T09:00:00Z'),
      breakGlass: false,
      confirm: undefined,
    },
    minReason: 5,
    names: botNames,
    terminations: { burst: 20, perSecond: 4 },
    reason: '',
    ...given,
  };
}
