import type { Connection } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { type PossibleMatches, possibleMatcher, searchTextFor } from '../../domain/connection-list.ts';
import { inOrder } from '../../domain/connection-search.ts';
import { type Endpoint, isCertificateOnly } from '../../domain/endpoint.ts';
import { type Life, momentOf } from '../../domain/found-connections.ts';
import { peopleListedFor } from '../../domain/users.ts';
import type { Situation } from '../../policy/decide.ts';
import { mayTerminate } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Snapshot } from '../../ports/vpn-gateway.ts';
import type { EndpointList } from './list-connections.ts';

/**
 * Finds connections that have none of these names but may belong to the same person.
 *
 * @param lists The endpoints' complete lists: what EC2 returns for one name says nothing about others.
 * @param endpoints The endpoints that were searched; the result includes those of them that have no user names.
 */
export async function possibleMatches(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  situation: Situation,
  names: readonly string[],
  {
    lists,
    endpoints,
    life = 'live',
  }: {
    readonly lists: readonly Pick<EndpointList, 'endpoint' | 'list'>[];
    readonly endpoints: readonly Endpoint[];
    /** Ended connections are only shown. */
    readonly life?: Life;
  },
): Promise<PossibleMatches> {
  const naming = await namingOf(app, endpoints);
  // Where people sign in with a user name, every connection has one.
  const searched = lists.filter(({ endpoint }) => naming.get(endpoint) !== 'usernames');
  const connections = searched.flatMap(({ endpoint, list }) =>
    matchesIn(app, names, list, life).map((connection) => ({
      connection,
      endpoint,
      mayEnd: life === 'live' && mayTerminate(app.rules, situation, endpoint, connection),
    })),
  );
  const certificateOnly = endpoints.filter((endpoint) => naming.get(endpoint) === 'certificates');
  const momentIn = ({ connection }: ListedConnection) => momentOf(connection, life);
  const ordered =
    life === 'live' ? inOrder(connections) : connections.toSorted((a, b) => momentIn(b) - momentIn(a));
  return { connections: ordered, certificateOnly };
}

function matchesIn(
  { rules }: Pick<AppContext, 'rules'>,
  names: readonly string[],
  list: Snapshot,
  life: Life,
): readonly Connection[] {
  const text = searchTextFor(names);
  const found = list.select(text === undefined ? { kind: 'everyone' } : { kind: 'text', text }, life);
  return (
    found
      .slice()
      .filter(possibleMatcher(names))
      // The owner of a certificate that is listed for someone is known.
      .filter(({ commonName = '' }) => peopleListedFor(rules.people, commonName).length === 0)
  );
}

/** Finds the endpoints on which no connection has a user name. An endpoint that AWS cannot describe is left out. */
export async function certificateOnlyAmong(
  app: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  const naming = await namingOf(app, endpoints);
  return endpoints.filter((endpoint) => naming.get(endpoint) === 'certificates');
}

type Naming = 'certificates' | 'usernames' | 'unknown';

async function namingOf(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<ReadonlyMap<Endpoint, Naming>> {
  const namings = endpoints.map(async (endpoint): Promise<[Endpoint, Naming]> => {
    try {
      return [endpoint, isCertificateOnly(await vpn.facts(endpoint)) ? 'certificates' : 'usernames'];
    } catch {
      return [endpoint, 'unknown'];
    }
  });
  return new Map(await Promise.all(namings));
}
