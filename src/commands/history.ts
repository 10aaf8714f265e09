import { isLive } from '../core/connection.ts';
import type { Sighting } from '../core/sighting.ts';
import type { World } from '../ports/world.ts';
import { type Asker, situationOf } from './steps/asker.ts';
import { chooseEndpoints, type EndpointChoice } from './steps/choose-endpoints.ts';
import { sight } from './steps/sight.ts';
import { type OneWhom, type TargetOf, targetOf } from './steps/target-of.ts';

export interface HistoryRequest {
  readonly asker: Asker;
  readonly whom: OneWhom;
  readonly on: string | undefined;
}

export type HistoryResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | { readonly kind: 'seen'; readonly sighting: Sighting };

/** Shows what ended lately, the latest first: EC2 tells of the last 60 minutes. */
export async function history(world: World, request: HistoryRequest): Promise<HistoryResult> {
  const situation = await situationOf(world.directory, request.asker);
  const choice = chooseEndpoints(world.rules, situation, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  const meant = await targetOf(world, request.whom);
  if (meant.kind !== 'target') return meant;

  const sighting = await sight(world, situation, choice.endpoints, meant.target);
  const ended = sighting.sessions
    .filter(({ connection }) => !isLive(connection))
    .toSorted((a, b) => (b.connection.endedAt?.getTime() ?? 0) - (a.connection.endedAt?.getTime() ?? 0));
  return { kind: 'seen', sighting: { ...sighting, sessions: ended, among: undefined } };
}
