import type { Sighting } from '../../domain/connection-list.ts';
import type { OneWhom } from '../../domain/target.ts';
import { type Asker, situationOf } from '../../policy/authorize.ts';
import { type Audience, decideAudience } from '../../policy/decide.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import type { LookingWorld } from '../../ports/world.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/choose-endpoints.ts';
import { sightRecently } from '../connections/list-from-snapshots.ts';
import { type TargetOf, targetOf } from '../connections/resolve-target.ts';

export interface HistoryRequest {
  readonly asker: Asker;
  readonly whom: OneWhom;
  readonly on: string | undefined;
  readonly audience: Audience;
  readonly freshness?: Freshness;
}

export type HistoryResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | { readonly kind: 'seen'; readonly sighting: Sighting };

/** Shows what ended lately, the latest first: EC2 tells of the last 60 minutes. */
export async function history(world: LookingWorld, request: HistoryRequest): Promise<HistoryResult> {
  const situation = await situationOf(world, request.asker);
  const shown = decideAudience(world.rules, situation, 'history', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const choice = chooseEndpoints(world.rules, situation, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  const meant = await targetOf(world, request.whom);
  if (meant.kind !== 'target') return meant;

  const ask = { life: 'ended', narrows: true, ...(request.freshness ?? whole) } as const;
  const sighting = await sightRecently(world, situation, choice.endpoints, meant.target, ask);
  return { kind: 'seen', sighting };
}
