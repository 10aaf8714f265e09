import type { NamedTarget } from '../../domain/connection-search.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { Rules } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { authorize, endpointsGranted, type Situation } from '../../policy/decide.ts';
import { ownNamesOf } from '../../policy/own-names.ts';
import type { KickFinding } from './kick-finding.ts';

export type KickScope =
  | {
      readonly kind: 'within';
      readonly endpoints: readonly Endpoint[];
      /** Endpoints that this channel may not touch. */
      readonly beyond: readonly Endpoint[];
    }
  | Extract<KickFinding, { kind: 'unknown_endpoint' | 'refused' }>;

/**
 * Decides where a kick may reach before anything is looked up: the endpoints on which the channel may kick,
 * and every endpoint when the target may be the person's own sessions.
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
    // One's own connections may be on any endpoint, which is no reason to name them all.
    const known = endpointsGranted(rules, situation, 'kick');
    return { kind: 'unknown_endpoint', text: on, known: known.map(({ name }) => name) };
  }

  const endpoints = named === undefined ? reach : reach.filter(({ id }) => id === named.id);
  const decision = authorize(rules, situation, 'kick', named);
  if (endpoints.length === 0 && !decision.allowed) return { kind: 'refused', refusal: decision };

  const beyond = named === undefined ? rules.endpoints.filter((endpoint) => !reach.includes(endpoint)) : [];
  return { kind: 'within', endpoints, beyond };
}

/** A connection's owner shows only once it is looked up; then every session is decided by itself. */
function mayBeOwn(rules: Rules, situation: Situation, target: NamedTarget): boolean {
  if (situation.person.kind !== 'found' || !authorize(rules, situation, 'self').allowed) return false;
  if (target.kind === 'connections') return true;

  const own = ownNamesOf(situation.person.person, rules);
  return target.names.some((name) => own.some((mine) => isSameName(mine, name)));
}
