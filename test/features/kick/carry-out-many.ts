import { entryContext } from '../../../src/audit-log/record-entry.ts';
import type { Connection } from '../../../src/domain/connection.ts';
import { noPossibleMatches } from '../../../src/domain/connection-list.ts';
import type { Endpoint } from '../../../src/domain/endpoint.ts';
import type { Correlation } from '../../../src/domain/ids.ts';
import { type CarriedOut, carryOut } from '../../../src/features/kick/carry-out.ts';
import { loadAccess } from '../../../src/policy/load-access.ts';
import type { AppContext } from '../../../src/ports/app-context.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { omar } from '../../doubles/an-app.ts';

export const theKick: Correlation = correlation('the-kick');
export const omarInSecops = aRequester(omar, 'C0SECOPS');

/** This many people, each with one connection to prod-eu or to the given endpoint. */
export function somePeople(count: number, endpoint: Endpoint = anEndpoint()): readonly Connection[] {
  const isElsewhere = endpoint.id !== anEndpoint().id;
  return someConnections(count).map((connection, index) => ({
    ...connection,
    ...(isElsewhere && {
      id: connectionId(`${connection.id}${endpoint.name}`),
      endpointId: endpoint.id,
    }),
    username: `user${index}@example.com`,
    commonName: `user${index}@example.com`,
  }));
}

/** Omar’s kick of all these connections, which is already authorized and looked up. */
export async function carryOutMany(app: AppContext, toEnd: readonly Connection[]): Promise<CarriedOut> {
  const access = await loadAccess(app, omarInSecops);
  const connections = toEnd.map((connection) => ({
    connection,
    endpoint: [anEndpoint(), lab].find(({ id }) => id === connection.endpointId) ?? anEndpoint(),
    mayTerminate: true,
  }));
  const names = toEnd.flatMap(({ username }) => username ?? []);
  const asked = { correlation: theKick, target: 'many', reason: 'the key was stolen' };
  return carryOut(app, {
    requester: omarInSecops,
    access,
    selection: { targetRef: { kind: 'everyone' }, on: undefined },
    extent: 'many',
    found: {
      kind: 'found',
      target: { kind: 'names', names },
      connections,
      unavailable: [],
      mayBlock: false,
      outOfScope: [],
      need: undefined,
      unresolved: [],
      otherUsers: [],
      hitsOtherUsers: false,
      possible: noPossibleMatches,
    },
    unselected: [],
    unapproved: [],
    context: entryContext(omarInSecops, access, asked),
  });
}
