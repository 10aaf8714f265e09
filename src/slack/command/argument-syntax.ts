import type { BlockLength } from '../../domain/block.ts';
import { closestTo } from '../../domain/closest.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { bareText, type Word, withoutPunctuation } from './words.ts';

/** The endpoints that a command in its channel may name. */
export type KnownEndpoints = readonly Pick<Endpoint, 'id' | 'name'>[];

/** The name of the endpoint that a word names or closely matches. */
export function endpointMeant(typed: string, endpoints: KnownEndpoints): string | undefined {
  const scope = withoutPunctuation(typed);
  if (scope === '') return undefined;
  const names = endpoints.map(({ name }) => name);
  return resolveEndpoint(endpoints, scope)?.name ?? closestTo(scope, names);
}

export interface ActSyntax {
  readonly verb: 'kick' | 'block' | 'unblock';
  readonly endpoints: KnownEndpoints;
}

/** The arguments between the target of a kick, block or unblock and its reason. */
export interface ActArguments {
  /** The scope as typed, whether or not such an endpoint exists. */
  readonly on: string | undefined;
  readonly length: BlockLength | undefined;
  readonly breakGlass: boolean;
}

export const breakGlassWord = 'break-glass';

export function isBreakGlass(word: Word | undefined): boolean {
  return isSameName(bareText(word), breakGlassWord);
}

export function isCloseToBreakGlass(typed: string): boolean {
  return closestTo(typed, [breakGlassWord]) !== undefined;
}
