import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Rules } from '../../domain/rules.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { sparkline } from '../charts/sparkline.ts';
import { usageSeries } from '../charts/usage-series.ts';

/** Whether an endpoint works, and how many connections it has: what everyone may see, without AWS's own words. */
export interface EndpointHealth {
  readonly endpoint: Endpoint;
  readonly state:
    | {
        readonly kind: 'works';
        readonly connections: number;
        readonly asOf: Date;
        /** Whether the list is still being read, and there may be more. */
        readonly isPartial: boolean;
        /** Whether the list is older than it should be, because AWS does not answer. */
        readonly isStale: boolean;
        /** The last day as a line of text; undefined if it was not observed. */
        readonly lastDay: string | undefined;
      }
    | { readonly kind: 'no_network' }
    | { readonly kind: 'unreadable' };
}

/**
 * The endpoints whose state a person may see: all of them if the operator shows it to everyone, or else those that a
 * channel of theirs lets them see.
 */
export function visibleEndpoints(
  rules: Pick<Rules, 'endpoints' | 'everyoneMaySeeHealth'>,
  channels: readonly AllowedChannel[],
): readonly Endpoint[] {
  if (rules.everyoneMaySeeHealth) return rules.endpoints;
  const seen = channels.flatMap(({ rule, grants }) => (grants.includes('see') ? rule.endpoints : []));
  return rules.endpoints.filter(({ id }) => seen.some((endpoint) => endpoint.id === id));
}

/** Reads the state of endpoints from their snapshots. It does not fail: an endpoint that cannot be read says so. */
export function endpointHealth(
  app: Pick<ReadContext, 'snapshots' | 'history' | 'clock' | 'diagnostics' | 'newCorrelation'>,
  endpoints: readonly Endpoint[],
  freshness: Freshness,
): Promise<readonly EndpointHealth[]> {
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const [state, lastDay] = await Promise.all([
        stateOf(app, endpoint, freshness),
        lastDayOf(app, endpoint),
      ]);
      return { endpoint, state: state.kind === 'works' ? { ...state, lastDay } : state };
    }),
  );
}

async function stateOf(
  { snapshots }: Pick<ReadContext, 'snapshots'>,
  endpoint: Endpoint,
  freshness: Freshness,
): Promise<EndpointHealth['state']> {
  try {
    const list = await snapshots.recent(endpoint, { phase: 'live', ...freshness });
    if (list.isUnassociated) return { kind: 'no_network' };
    const { live: connections, asOf, progress, stale } = list;
    const [isPartial, isStale] = [progress !== undefined, stale !== undefined];
    return { kind: 'works', connections, asOf, isPartial, isStale, lastDay: undefined };
  } catch {
    // The failure itself is in the log, and `/vpn endpoints` explains it to those who may see it.
    return { kind: 'unreadable' };
  }
}

/** The history only adds to the state. */
async function lastDayOf(
  app: Pick<ReadContext, 'history' | 'clock' | 'diagnostics' | 'newCorrelation'>,
  endpoint: Endpoint,
): Promise<string | undefined> {
  try {
    const series = await usageSeries(app, endpoint, 'day');
    return series && sparkline(series);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'read the last day of an endpoint', app.newCorrelation());
    return undefined;
  }
}
