import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import { denialView } from '../../src/features/connections/denied-message.ts';
import { listView } from '../../src/features/connections/list-message.ts';
import { aConnectionList } from '../builders/a-connection-list.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

const everyone = { kind: 'everyone' } as const;
const state = { list: 'who', targetRef: everyone, on: undefined, page: 0 } as const;
const missing = [{ endpoint: lab, code: 'aws_unreachable' }] as const;

export const connectionsSamples = {
  messages: {
    listView: [
      listView(aConnectionList({ unavailable: missing }), {
        state,
        filters: [anEndpoint(), lab],
        about: undefined,
        sharedBy: undefined,
      }),
      listView(aConnectionList({ connections: [], total: 0, possible: noPossibleMatches }), {
        state,
        filters: [lab],
        about: '@bob',
        sharedBy: 'helga',
      }),
    ],
    denialView: [
      denialView(
        { allowed: false, reason: 'grant_missing', grant: 'kick', grantedIn: [aChannelRule()] },
        botNames,
      ),
    ],
  },
} satisfies Samples;
