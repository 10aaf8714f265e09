import type { Endpoint } from '../../domain/endpoint.ts';
import { type EndpointId, isDirectMessage } from '../../domain/ids.ts';
import { type AccessContext, authorize, maySeeHealth } from '../../policy/authorize.ts';
import { loadMemberAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { allowedChannels } from '../../slack/allowed-channels.ts';
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
 * Loads how many connections an endpoint had, for a channel that may see them, or for a person's Home tab.
 *
 * @throws {Failure} `history_unavailable`
 */
export async function loadCharts(
  app: AppContext,
  request: { readonly requester: Requester; readonly endpoint: EndpointId },
): Promise<LoadedCharts> {
  // The pictures leave the channel, so in a private channel they are only for those who are its members now.
  const access = await loadMemberAccess(app, request.requester);
  const choice = await chooseEndpoint(app, request, access);
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

async function chooseEndpoint(
  app: AppContext,
  { requester, endpoint: id }: { readonly requester: Requester; readonly endpoint: EndpointId },
  access: AccessContext,
): Promise<EndpointChoice> {
  const choice = chooseEndpoints(app.rules, access, 'see', id);
  const endpoint = app.rules.endpoints.find((each) => each.id === id);
  if (choice.kind !== 'refused' || endpoint === undefined || !isDirectMessage(requester.channel))
    return choice;
  return (await maySeeOnHome(app, requester, endpoint, access))
    ? { kind: 'chosen', endpoints: [endpoint] }
    : choice;
}

/**
 * The Home tab is in no channel. It shows the counts of every endpoint if the operator shows them to everyone, or else
 * of those that a channel of the person's lets them see. That may be a minute old, so their membership is looked up anew.
 */
async function maySeeOnHome(
  app: AppContext,
  requester: Requester,
  endpoint: Endpoint,
  { person }: AccessContext,
): Promise<boolean> {
  const { rules } = app;
  if (maySeeHealth(rules, person)) return true;

  const withIt = [...rules.channels.values()].filter(
    ({ allow, endpoints }) => allow.includes('see') && endpoints.some(({ id }) => id === endpoint.id),
  );
  for (const { rule } of await allowedChannels(app, requester.person, withIt, withIt.length)) {
    const there = await loadMemberAccess(app, { ...requester, channel: rule.id, channelName: rule.name });
    if (authorize(rules, there, 'see', endpoint).allowed) return true;
  }
  return false;
}
