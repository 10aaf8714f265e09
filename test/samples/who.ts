import type { Person } from '../../src/domain/person.ts';
import { teamView } from '../../src/features/who/team-message.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aPerson } from '../builders/a-person.ts';
import { aTeamList } from '../builders/a-team-list.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { groupId, personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const targetRef = { kind: 'group', group: groupId('S0TEAM') } as const;
const state = { list: 'who', targetRef, on: undefined, page: 0 } as const;
const caption = { about: '@platform', sharedBy: undefined };
const asOf = new Date('2026-11-02T09:00:00Z');

const member = (name: string): Person => aPerson({ id: personId(`U0${name.toUpperCase()}`), name });
const [anna, bob, carla] = [member('anna'), member('bob'), member('carla')];
const connections = someConnections(17).map((connection) => ({
  connection,
  endpoint: anEndpoint(),
  mayTerminate: true,
}));
const on = [{ person: bob, connections: connections.slice(0, 1) }];
const off = [anna, carla];
const certificate = { ...connections[0]?.connection, username: undefined, commonName: 'anna-laptop' };
const possible = connections.slice(0, 1).map((item) => ({
  person: anna,
  connections: [{ ...item, connection: { ...item.connection, ...certificate } }],
}));
const unavailable = [{ endpoint: lab, code: 'aws_unreachable' }] as const;

export const whoSamples = {
  messages: {
    teamView: [
      teamView(aTeamList({ on, off }), state, caption),
      teamView(aTeamList({ on: [{ person: bob, connections }], off: [] }), state, {
        about: '@platform',
        sharedBy: 'helga',
      }),
      teamView(aTeamList({ off: [carla], possible, certificateOnly: [lab] }), state, caption),
      teamView(aTeamList({ on, off, unavailable, endpoints: [anEndpoint(), lab] }), state, caption),
      teamView(
        aTeamList({ on, off, reading: [{ endpoint: lab, read: 3_000, about: 12_000 }] }),
        state,
        caption,
      ),
      teamView(
        aTeamList({ on, off: [], unknown: [carla], unverifiable: [personId('U0DORA'), personId('U0EVE')] }),
        state,
        caption,
      ),
      teamView(aTeamList({ on, off: [], unverifiable: [personId('U0DORA')] }), state, {
        about: '@platform',
        sharedBy: 'helga',
      }),
      teamView(
        aTeamList({
          off,
          stale: [{ endpoint: lab, code: 'aws_throttled', asOf, since: asOf }],
          unassociated: [anEndpoint()],
        }),
        state,
        caption,
      ),
      teamView(aTeamList({ off, endpoints: [lab], unavailable }), state, caption),
    ],
  },
} satisfies Samples;
