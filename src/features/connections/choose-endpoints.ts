import { type Endpoint, resolveEndpoint, type UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Grant, Rules } from '../../domain/rules.ts';
import { authorize, type Denial, endpointsGranted, type Situation } from '../../policy/decide.ts';

export type EndpointChoice =
  | { readonly kind: 'chosen'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'refused'; readonly refusal: Denial }
  | UnknownEndpoint;

/** Chooses the endpoints of a request: the one that the actor named, or all that are granted in this channel. */
export function chooseEndpoints(
  rules: Rules,
  situation: Situation,
  grant: Grant,
  on: string | undefined,
): EndpointChoice {
  const decision = authorize(rules, situation, grant);
  if (!decision.allowed) return { kind: 'refused', refusal: decision };

  const granted = endpointsGranted(rules, situation, grant);
  if (on === undefined) return { kind: 'chosen', endpoints: granted };

  const named = resolveEndpoint(rules.endpoints, on);
  if (named === undefined)
    return { kind: 'unknown_endpoint', text: on, known: granted.map(({ name }) => name) };

  const onNamed = authorize(rules, situation, grant, named);
  return onNamed.allowed ? { kind: 'chosen', endpoints: [named] } : { kind: 'refused', refusal: onNamed };
}
