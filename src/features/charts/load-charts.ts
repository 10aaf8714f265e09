import type { Endpoint } from '../../domain/endpoint.ts';
import type { EndpointId } from '../../domain/ids.ts';
import { loadMemberAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/resolve-target.ts';
import { type UsageSeries, usageSeriesWithLimit } from './usage-series.ts';

export type LoadedCharts =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | { readonly kind: 'off' }
  | { readonly kind: 'loaded'; readonly usage: ChartedEndpoint };

/** The last day and the last week of an endpoint. */
export interface ChartedEndpoint {
  readonly endpoint: Endpoint;
  readonly day: UsageSeries;
  readonly week: UsageSeries;
  /** The time zone of the person who asked. */
  readonly zone: string;
}

/**
 * Loads how many connections an endpoint had, for a channel that may see them.
 *
 * @throws {Failure} `history_unavailable`
 */
export async function loadCharts(
  app: AppContext,
  request: { readonly requester: Requester; readonly endpoint: EndpointId },
): Promise<LoadedCharts> {
  // The pictures leave the channel, so in a private channel they are only for those who are its members now.
  const access = await loadMemberAccess(app, request.requester);
  const choice = chooseEndpoints(app.rules, access, 'see', request.endpoint);
  if (choice.kind !== 'chosen') return choice;
  const [endpoint] = choice.endpoints;
  if (endpoint === undefined) return { kind: 'unknown_endpoint', text: request.endpoint, known: [] };

  const [day, week] = await Promise.all([
    usageSeriesWithLimit(app, endpoint, 'day'),
    usageSeriesWithLimit(app, endpoint, 'week'),
  ]);
  if (day === undefined || week === undefined) return { kind: 'off' };
  const ownZone = access.person.kind === 'found' ? access.person.person.zone : undefined;
  return { kind: 'loaded', usage: { endpoint, day, week, zone: ownZone ?? app.rules.report?.zone ?? 'UTC' } };
}
