import type { EndpointReport } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Asker, loadSituation } from '../../policy/authorize.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/resolve-target.ts';

export type EndpointsResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | { readonly kind: 'reported'; readonly reports: readonly EndpointReport[] };

/** Reports the endpoints that this channel may see: their state, how people sign in, and their connection counts. */
export async function endpoints(
  app: ReadContext,
  request: { readonly asker: Asker; readonly freshness?: Freshness },
): Promise<EndpointsResult> {
  const situation = await loadSituation(app, request.asker);
  const choice = chooseEndpoints(app.rules, situation, 'see', undefined);
  if (choice.kind !== 'chosen') return choice;

  const reports = await Promise.all(
    choice.endpoints.map((endpoint) => report(app, endpoint, request.freshness)),
  );
  return { kind: 'reported', reports };
}

async function report(
  { vpn, snapshots }: ReadContext,
  endpoint: Endpoint,
  freshness = whole,
): Promise<EndpointReport> {
  const [facts, policy, live] = await Promise.all([
    orUnknown(vpn.facts(endpoint), (known) => ({ facts: known })),
    orUnknown(vpn.authorizationPolicy(endpoint), (known) => ({ policy: known })),
    orUnknown(
      snapshots.recent(endpoint, { life: 'live', ...freshness }),
      ({ live: count, asOf, progress, isUnassociated, unrefreshed }) => ({
        count,
        asOf,
        isPartial: progress !== undefined,
        isUnassociated,
        unrefreshed,
      }),
    ),
  ]);
  return { endpoint, facts, policy, live };
}

async function orUnknown<T, U extends object>(answer: Promise<T>, read: (value: T) => U) {
  try {
    return { kind: 'known' as const, ...read(await answer) };
  } catch (error) {
    return { kind: 'unknown' as const, code: failureFrom(error).code };
  }
}
