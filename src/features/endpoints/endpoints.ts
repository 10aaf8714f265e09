import type { StaleReason } from '../../domain/connection-list.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { type UsageSeries, usageSeriesWithLimit } from '../charts/usage-series.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/resolve-target.ts';

export type EndpointsResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | { readonly kind: 'reported'; readonly reports: readonly EndpointReport[] };

/** An endpoint as `/vpn endpoints` reports it. */
export interface EndpointReport {
  readonly endpoint: Endpoint;
  readonly facts: { readonly kind: 'known'; readonly facts: EndpointFacts } | Unknown;
  readonly policy: { readonly kind: 'known'; readonly policy: AuthorizationPolicy } | Unknown;
  readonly live:
    | {
        readonly kind: 'known';
        readonly count: number;
        readonly asOf: Date;
        /** Whether the scan is still running and may find more. */
        readonly isPartial: boolean;
        /** Whether no network is associated with the endpoint, so that nobody can be connected. */
        readonly isUnassociated: boolean;
        readonly stale: StaleReason | undefined;
      }
    | Unknown;
  /** The last 24 hours; its series is undefined if the history is turned off. */
  readonly usage: { readonly kind: 'known'; readonly series: UsageSeries | undefined } | Unknown;
}

interface Unknown {
  readonly kind: 'unknown';
  readonly code: FailureCode;
}

/** Reports the endpoints that this channel may see: their state, how people sign in, and their connection counts. */
export async function endpoints(
  app: ReadContext,
  request: { readonly requester: Requester; readonly freshness?: Freshness },
): Promise<EndpointsResult> {
  const access = await loadAccess(app, request.requester);
  const choice = chooseEndpoints(app.rules, access, 'see', undefined);
  if (choice.kind !== 'chosen') return choice;

  const reports = await Promise.all(
    choice.endpoints.map((endpoint) => report(app, endpoint, request.freshness)),
  );
  return { kind: 'reported', reports };
}

async function report(app: ReadContext, endpoint: Endpoint, freshness = whole): Promise<EndpointReport> {
  const { vpn, snapshots } = app;
  const [facts, policy, live, usage] = await Promise.all([
    orUnknown(vpn.facts(endpoint), (known) => ({ facts: known })),
    orUnknown(vpn.authorizationPolicy(endpoint), (known) => ({ policy: known })),
    orUnknown(
      snapshots.recent(endpoint, { phase: 'live', ...freshness }),
      ({ live: count, asOf, progress, isUnassociated, stale }) => ({
        count,
        asOf,
        isPartial: progress !== undefined,
        isUnassociated,
        stale,
      }),
    ),
    orUnknown(usageSeriesWithLimit(app, endpoint, 'day'), (series) => ({ series })),
  ]);
  return { endpoint, facts, policy, live, usage };
}

async function orUnknown<T, U extends object>(answer: Promise<T>, read: (value: T) => U) {
  try {
    return { kind: 'known' as const, ...read(await answer) };
  } catch (error) {
    return { kind: 'unknown' as const, code: failureFrom(error).code };
  }
}
