import type { NamedTarget } from '../../domain/connection-search.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { Rules } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { authorize, endpointsGranted, type Situation } from '../../policy/decide.ts';
import { ownNamesOf } from '../../policy/may-terminate.ts';
import type { KickFinding } from './kick-finding.ts';

export type KickScope =
  | {
      readonly kind: 'within';
      readonly endpoints: readonly Endpoint[];
      /** Endpoints for which this channel has no grant. */
      readonly beyond: readonly Endpoint[];
    }
  | Extract<KickFinding, { kind: 'unknown_endpoint' | 'refused' }>;

/**
 * Decides, before any look-up, on which endpoints a kick may act: those for which the channel grants `kick`, and every
 * endpoint if the target may be the actor's own connections.
 */
export function kickScope(
  rules: Rules,
  situation: Situation,
  target: NamedTarget,
  on: string | undefined,
): KickScope {
  const reach = mayBeOwn(rules, situation, target)
    ? rules.endpoints
    : endpointsGranted(rules, situation, 'kick');
  const named = on === undefined ? undefined : resolveEndpoint(rules.endpoints, on);
  if (on !== undefined && named === undefined && reach.length > 0) {
    // The actor's own connections may be on any endpoint, but only endpoints with the grant are named.
    const known = endpointsGranted(rules, situation, 'kick');
    return { kind: 'unknown_endpoint', text: on, known: known.map(({ name }) => name) };
  }

  const endpoints = named === undefined ? reach : reach.filter(({ id }) => id === named.id);
  const decision = authorize(rules, situation, 'kick', named);
  if (endpoints.length === 0 && !decision.allowed) return { kind: 'refused', refusal: decision };

  const beyond = named === undefined ? rules.endpoints.filter((endpoint) => !reach.includes(endpoint)) : [];
  return { kind: 'within', endpoints, beyond };
}

/** A connection's user is known only after the look-up, which then authorizes each connection separately. */
function mayBeOwn(rules: Rules, situation: Situation, target: NamedTarget): boolean {
  if (situation.person.kind !== 'found' || !authorize(rules, situation, 'self').allowed) return false;
  if (target.kind === 'connections') return true;

  const own = ownNamesOf(situation.person.person, rules);
  return target.names.some((name) => own.some((mine) => isSameName(mine, name)));
}
