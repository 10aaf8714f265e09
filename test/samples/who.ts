import { teamView } from '../../src/features/who/team-message.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aPerson } from '../builders/a-person.ts';
import { aTeamList } from '../builders/a-team-list.ts';
import { lab } from '../builders/an-endpoint.ts';
import type { Samples } from './sample.ts';

const everyone = { kind: 'everyone' } as const;
const state = { list: 'who', targetRef: everyone, on: undefined, page: 0 } as const;
const connections = someConnections(3).map((connection) => ({
  connection,
  endpoint: lab,
  mayTerminate: true,
}));

export const whoSamples = {
  messages: {
    teamView: [
      teamView(aTeamList({ on: [{ person: aPerson(), connections }] }), state, {
        about: '@platform',
        sharedBy: undefined,
      }),
    ],
  },
} satisfies Samples;
