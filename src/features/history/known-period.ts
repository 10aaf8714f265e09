import { max } from 'date-fns/max';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { type Gap, gapsIn } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';

/** What is known of an endpoint in a period. */
export interface KnownPeriod {
  readonly endpoint: Endpoint;
  /** From when on something is known; undefined if the endpoint was never observed. */
  readonly since: Date | undefined;
  /** Parts of the period, after that, of which nothing is known. */
  readonly gaps: readonly Gap[];
}

/** Shorter ones come from one late observation, and hide no connection that anyone would look for. */
const shortestGapMs = minutesToMilliseconds(1);

/**
 * Finds out which parts of a period no observation of the endpoints covers.
 *
 * @param listedSince From when on EC2's own list, which has just been read, covers the endpoint.
 * @throws {Failure} `history_unavailable`
 */
export function knownPeriods(
  history: ConnectionHistory,
  endpoints: readonly Endpoint[],
  period: Gap,
  listedSince: (endpoint: Endpoint) => Date | undefined,
): Promise<readonly KnownPeriod[]> {
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const [since, observed] = await Promise.all([
        history.knownSince(endpoint.id),
        history.observations(endpoint.id, period.from, period.to),
      ]);
      const listed = listedSince(endpoint);
      if (since === undefined) return { endpoint, since, gaps: [] };

      const covered = listed === undefined ? observed : [...observed, { since: listed, at: period.to }];
      const gaps = gapsIn({ from: max([period.from, since]), to: period.to }, covered);
      return {
        endpoint,
        since,
        gaps: gaps.filter(({ from, to }) => to.getTime() - from.getTime() >= shortestGapMs),
      };
    }),
  );
}
