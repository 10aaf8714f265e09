import type { KickFinding } from '../core/kick-finding.ts';
import type { World } from '../ports/world.ts';
import { type Asker, situationOf } from './steps/asker.ts';
import { findSessionsToEnd, type KickAim } from './steps/find-sessions-to-end.ts';
import { recordRefusal } from './steps/record.ts';

/** Shows which sessions a kick would end, before anyone confirms it; a refusal is recorded. */
export async function proposeKick(
  world: World,
  request: { readonly asker: Asker; readonly aim: KickAim },
): Promise<KickFinding> {
  const situation = await situationOf(world.directory, request.asker);
  const found = await findSessionsToEnd(world, situation, request.aim);

  if (found.kind === 'refused') {
    await recordRefusal(world, request.asker, situation, request.aim.whom, found.refusal);
  }
  return found;
}
