import type { Sighting, TeamSighting } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { OneWhom, Whom } from '../../domain/target.ts';
import { type Asker, actingSituationOf, situationOf } from '../../policy/authorize.ts';
import { type Audience, decideAudience, type Situation } from '../../policy/decide.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import type { LookingWorld } from '../../ports/world.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/choose-endpoints.ts';
import { sightRecently } from '../connections/list-from-snapshots.ts';
import { type TargetOf, targetOf } from '../connections/resolve-target.ts';
import { lookAtTeam } from './look-at-team.ts';

export interface WhoRequest {
  readonly asker: Asker;
  readonly whom: Whom;
  /** The endpoint's name, where only one is meant. */
  readonly on: string | undefined;
  readonly audience: Audience;
  /** Without it, the whole list is waited for. */
  readonly freshness?: Freshness;
}

export type WhoResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly sighting: Sighting;
      /** Connections that are left out of the list of one's own. */
      readonly notOwn?: number;
    }
  | { readonly kind: 'team'; readonly team: TeamSighting };

/** Shows who is connected: everyone, those who match a text, one person, or a user group. */
export async function who(world: LookingWorld, request: WhoRequest): Promise<WhoResult> {
  const { asker, audience } = request;
  // Sharing posts in the channel, so it is decided as acts are.
  const situation =
    audience === 'channel' ? await actingSituationOf(world, asker) : await situationOf(world, asker);
  const shown = decideAudience(world.rules, situation, 'who', audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const choice = chooseEndpoints(world.rules, situation, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  return request.whom.kind === 'group'
    ? {
        kind: 'team',
        team: await lookAtTeam(world, situation, choice.endpoints, request.whom.group, request.freshness),
      }
    : lookAtWhom(world, situation, choice.endpoints, request.whom, request.freshness);
}

async function lookAtWhom(
  world: LookingWorld,
  situation: Situation,
  endpoints: readonly Endpoint[],
  whom: OneWhom,
  freshness = whole,
): Promise<WhoResult> {
  const meant = await targetOf(world, whom);
  if (meant.kind !== 'target') return meant;

  const ask = { life: 'live', narrows: true, ...freshness } as const;
  return { kind: 'seen', sighting: await sightRecently(world, situation, endpoints, meant.target, ask) };
}
