import type { ConnectionRecord } from '../../domain/connection-record.ts';
import { peopleListedFor } from '../../domain/users.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { ConnectionHistory, HistoryQuery } from '../../ports/connection-history.ts';
import { maxPossibleRows } from '../connections/connection-row.ts';
import { possibleMatcher } from '../connections/possible-matches.ts';
import { maxSearched } from './find-records.ts';
import type { HistoryScope } from './history-scope.ts';
import { type Listed, mayHaveLasted } from './listed-now.ts';
import { withListed } from './past-connection.ts';

/**
 * Finds the latest connections with a certificate that may be the person's, on endpoints that know no user names. Only
 * the latest records of an endpoint are read.
 */
export async function possibleRecords(
  { rules }: Pick<ReadContext, 'rules'>,
  history: ConnectionHistory,
  { target, ownOnly }: HistoryScope,
  listed: Listed,
  period: Pick<HistoryQuery, 'since' | 'until'>,
): Promise<readonly ConnectionRecord[]> {
  const { certificateOnly, possible } = listed;
  // Someone who may only see their own connections must not learn of any that may be another person's.
  const endpoints = certificateOnly.filter((endpoint) => !ownOnly.includes(endpoint));
  if (target.kind !== 'names' || endpoints.length === 0) return [];

  const pages = await Promise.all(
    endpoints.map(({ id }) =>
      history.find({ by: { kind: 'endpoint', endpointId: id }, ...period, limit: maxSearched }),
    ),
  );
  const isPossible = possibleMatcher(target.names);
  const isUnowned = ({ commonName = '' }: ConnectionRecord) =>
    peopleListedFor(rules.people, commonName).length === 0;
  const matching = pages.flatMap(({ records }) => records.filter(isPossible).filter(isUnowned));
  const those = possible.filter(({ endpointId }) => endpoints.some(({ id }) => id === endpointId));
  return withListed(matching, those)
    .filter((record) => mayHaveLasted(record, period.since, listed))
    .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
    .slice(0, maxPossibleRows);
}
