import type { Sighting } from '../../domain/connection-list.ts';
import { type Asker, situationOf } from '../../policy/authorize.ts';
import { type Audience, decide, decideAudience, type Refusal } from '../../policy/decide.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import type { LookingWorld } from '../../ports/world.ts';
import { sightRecently } from '../connections/list-from-snapshots.ts';
import { ownTargetOf, type TargetOf } from '../connections/resolve-target.ts';

export type MeResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly sighting: Sighting;
      /** How many connections bear a name of theirs and are, or may be, of other users: they are not shown. */
      readonly notOwn: number;
    };

/** Shows a full member their own sessions, wherever they ask. */
export async function me(
  world: LookingWorld,
  request: { readonly asker: Asker; readonly audience: Audience; readonly freshness?: Freshness },
): Promise<MeResult> {
  const situation = await situationOf(world, request.asker);
  const decision = decide(world.rules, situation, 'self');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };
  const shown = decideAudience(world.rules, situation, 'me', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const meant = ownTargetOf(world.rules, situation.person);
  if (meant.kind !== 'target') return meant;

  const ask = { life: 'live', narrows: true, ...(request.freshness ?? whole) } as const;
  const sighting = await sightRecently(world, situation, world.rules.endpoints, meant.target, ask);
  const found = sighting.sessions.slice();
  const sessions = found.filter(({ connection }) => isOwn(world.rules, situation.person, connection));
  // Whose name looks like somebody's own is not shown to everybody.
  const possible = { ...sighting.possible, connections: [] };
  return {
    kind: 'seen',
    sighting: { ...sighting, sessions, possible },
    notOwn: found.length - sessions.length,
  };
}
