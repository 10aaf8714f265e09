import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { SingleTargetRef, Target } from '../../domain/target.ts';
import { type AccessContext, type Audience, authorize, authorizeAudience } from '../../policy/authorize.ts';
import { loadAccess, loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import {
  chooseEndpoints,
  type EndpointChoice,
  ownTargetOf,
  type TargetOf,
  targetOf,
} from '../connections/resolve-target.ts';

/** Whose history someone asks for, and on which endpoint. */
export interface HistoryRef {
  readonly requester: Requester;
  readonly audience: Audience;
  readonly targetRef: SingleTargetRef;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
}

export interface HistoryScope {
  readonly kind: 'scope';
  readonly access: AccessContext;
  readonly target: Target;
  /** The endpoints to look at. */
  readonly endpoints: readonly Endpoint[];
  /** Those among them on which only the requester's own connections may be shown. */
  readonly ownOnly: readonly Endpoint[];
}

export type NoScope =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>;

/**
 * Authorizes a history: with `see`, of anyone on the channel's endpoints. Full members may see their own on every
 * endpoint, whichever channel they ask in.
 */
export async function historyScope(app: ReadContext, ref: HistoryRef): Promise<HistoryScope | NoScope> {
  const { rules } = app;
  const { requester, audience, targetRef, on } = ref;
  const access = await (audience === 'channel' ? loadActionAccess : loadAccess)(app, requester);
  const shown = authorizeAudience(rules, access, 'history', audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const choice = chooseEndpoints(rules, access, 'see', on);
  const isSelf = targetRef.kind === 'person' && targetRef.person === requester.person;
  if (!isSelf || !authorize(rules, access, 'self').allowed) {
    if (choice.kind !== 'chosen') return choice;
    const resolved = await targetOf(app, targetRef);
    if (resolved.kind !== 'target') return resolved;
    return { kind: 'scope', access, target: resolved.target, endpoints: choice.endpoints, ownOnly: [] };
  }

  const named = on === undefined ? undefined : resolveEndpoint(rules.endpoints, on);
  // Without the grant, a wrong name is not answered with the right ones. The history of one’s own connections names the
  // endpoints that it covers all the same, as the list of them does.
  if (on !== undefined && named === undefined)
    return choice.kind === 'unknown_endpoint' ? choice : { kind: 'unknown_endpoint', text: on, known: [] };

  const seen = choice.kind === 'chosen' ? choice.endpoints : [];
  const endpoints = named === undefined ? rules.endpoints : [named];
  const resolved = seen.length > 0 ? await targetOf(app, targetRef) : ownTargetOf(rules, access.person);
  if (resolved.kind !== 'target') return resolved;
  const ownOnly = endpoints.filter((endpoint) => !seen.includes(endpoint));
  return { kind: 'scope', access, target: resolved.target, endpoints, ownOnly };
}
