import { decide, endpointsGranted, type Refusal, type Situation } from '../../../core/decide.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Grant, Rules } from '../../../core/rules.ts';
import { isSameName } from '../../../core/vpn-name.ts';

export type EndpointChoice =
  | { readonly kind: 'chosen'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unknown_endpoint'; readonly text: string; readonly known: readonly string[] };

/** Decides which endpoints a request touches: those granted here, or the one that the person named. */
export function chooseEndpoints(
  rules: Rules,
  situation: Situation,
  grant: Grant,
  on: string | undefined,
): EndpointChoice {
  const decision = decide(rules, situation, grant);
  if (!decision.allowed) return { kind: 'refused', refusal: decision };

  const granted = endpointsGranted(rules, situation, grant);
  if (on === undefined) return { kind: 'chosen', endpoints: granted };

  const named = rules.endpoints.find(({ id, name }) => isSameName(name, on) || id === on);
  if (named === undefined)
    return { kind: 'unknown_endpoint', text: on, known: granted.map(({ name }) => name) };

  const onNamed = decide(rules, situation, grant, named);
  return onNamed.allowed ? { kind: 'chosen', endpoints: [named] } : { kind: 'refused', refusal: onNamed };
}
