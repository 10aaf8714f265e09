import type { TeamList } from '../../src/domain/team-list.ts';
import { aPerson } from './a-person.ts';
import { anEndpoint } from './an-endpoint.ts';
import { personId } from './ids.ts';

/** Of two members, nobody is on. */
export function aTeamList(given: Partial<TeamList> = {}): TeamList {
  const asOf = new Date('2026-11-02T09:00:00Z');
  const parts = { unavailable: [], older: [], stale: [], refreshing: [], unassociated: [], reading: [] };
  const maybe = { possible: [], certificateOnly: [] };
  return {
    on: [],
    ...maybe,
    off: [
      aPerson({ id: personId('U0ABCD'), name: 'member 0' }),
      aPerson({ id: personId('U1ABCD'), name: 'member 1' }),
    ],
    unknown: [],
    unverifiable: [],
    endpoints: [anEndpoint()],
    ...parts,
    asOf,
    ...given,
  };
}
