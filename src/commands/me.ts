import { isLive } from '../core/connection.ts';
import { decide, type Refusal } from '../core/decide.ts';
import type { Sighting } from '../core/sighting.ts';
import type { World } from '../ports/world.ts';
import { type Asker, situationOf } from './steps/asker.ts';
import { sight } from './steps/sight.ts';
import { type TargetOf, targetOf } from './steps/target-of.ts';

export type MeResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | { readonly kind: 'seen'; readonly sighting: Sighting };

/** Shows a full member their own sessions, wherever they ask. */
export async function me(world: World, request: { readonly asker: Asker }): Promise<MeResult> {
  const situation = await situationOf(world.directory, request.asker);
  const decision = decide(world.rules, situation, 'self');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };

  const meant = await targetOf(world, { kind: 'person', person: request.asker.person });
  if (meant.kind !== 'target') return meant;

  const sighting = await sight(world, situation, world.rules.endpoints, meant.target);
  const live = sighting.sessions.filter(({ connection }) => isLive(connection));
  return { kind: 'seen', sighting: { ...sighting, sessions: live } };
}
